"""Where everything of a picture stands, as JSON: a parser that we did not write reads the SVG."""

import json
import re
import sys
from xml.etree import ElementTree

SVG = "{http://www.w3.org/2000/svg}"
picture = ElementTree.parse(sys.argv[1]).getroot()
assert picture.tag == SVG + "svg", picture.tag
found = {
    "width": int(picture.get("width")),
    "height": int(picture.get("height")),
    "rectangles": [],
    "lines": [],
    "texts": [],
    "titles": [],
}


def corners(way, top):
    """The corners of each line of a path; a round corner is its control point."""
    for part in re.findall(r"M[^M]*", way):
        points = []
        for command, numbers in re.findall(r"([MLQ])([-0-9 ]+)", part):
            numbers = [int(number) for number in numbers.split()]
            # Of a curve, the control point: both ends lie on the straight way to it.
            points.append([numbers[0], numbers[1] + top])
        yield points


def look(element, top):
    moved = re.fullmatch(r"translate\(0 (\d+)\)", element.get("transform", "translate(0 0)"))
    top += int(moved.group(1))
    kind = element.tag.removeprefix(SVG)
    if kind == "rect":
        place = [int(element.get(side, "0")) for side in ("x", "y", "width", "height")]
        place[1] += top
        found["rectangles"].append({"kind": element.get("class"), "place": place})
    elif kind == "path" and element.get("class").startswith("wire"):
        found["lines"].append(list(corners(element.get("d"), top)))
    elif kind == "text":
        found["texts"].append("".join(element.itertext()))
    elif kind == "title":
        found["titles"].append(element.text)
    for child in element:
        look(child, top)


look(picture, 0)
json.dump(found, sys.stdout)
