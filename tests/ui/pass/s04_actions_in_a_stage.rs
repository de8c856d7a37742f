use passrole::cross_account_pipeline;

fn main() {
    let _ = cross_account_pipeline! {
        pipeline "shop" in ci;
        account ci = "111111111111" in "eu-west-1";
        stage Source { checkout: Source::S3 -> _source { S3Bucket: "acme-source", S3ObjectKey: "source.zip" }; }
        stage Approve {
            a0: Manual;
            a1: Manual;
            a2: Manual;
            a3: Manual;
            a4: Manual;
            a5: Manual;
            a6: Manual;
            a7: Manual;
            a8: Manual;
            a9: Manual;
            a10: Manual;
            a11: Manual;
            a12: Manual;
            a13: Manual;
            a14: Manual;
            a15: Manual;
            a16: Manual;
            a17: Manual;
            a18: Manual;
            a19: Manual;
            a20: Manual;
            a21: Manual;
            a22: Manual;
            a23: Manual;
            a24: Manual;
            a25: Manual;
            a26: Manual;
            a27: Manual;
            a28: Manual;
            a29: Manual;
            a30: Manual;
            a31: Manual;
            a32: Manual;
            a33: Manual;
            a34: Manual;
            a35: Manual;
            a36: Manual;
            a37: Manual;
            a38: Manual;
            a39: Manual;
            a40: Manual;
            a41: Manual;
            a42: Manual;
            a43: Manual;
            a44: Manual;
            a45: Manual;
            a46: Manual;
            a47: Manual;
            a48: Manual;
            a49: Manual;
        }
    };
}
