"""Reading one file: everything that depends on that file alone, so that files can be read in parallel."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct

from overlay.content.importers.draft import Draft
from overlay.content.importers.guide_text import fitting_body
from overlay.content.importers.media import WantedImage, WantedImages
from overlay.content.importers.page import Page
from overlay.content.importers.reader import Reader
from overlay.content.importers.report import ImportReport, Skipped, Warned
from overlay.content.importers.source import NotImportableError, Source, SourceFile
from overlay.logs import describe


class ReadGuide(Struct, frozen=True):
    """A guide as a file gives it. `body` holds placeholders for the paths of its images (see `media`)."""

    title: str
    key: str
    lang: str
    summary: str
    keywords: tuple[str, ...]
    owner: str
    reviewed: str
    line: int
    steps: int
    substeps: int
    body: str


class ReadPage(Struct, frozen=True):
    """What one file came to. `failed` says where our own code went wrong, without what the file holds."""

    guides: tuple[ReadGuide, ...] = ()
    skipped: tuple[Skipped, ...] = ()
    warnings: tuple[Warned, ...] = ()
    images: tuple[WantedImage, ...] = ()
    failed: str = ""


def read_page(reader: Reader, source: Source, file: SourceFile) -> ReadPage:
    """Return the guides of one file, or why there are none. Raises nothing: a broken file is one of the reasons."""
    report, images = ImportReport(), WantedImages()
    page = Page(source, file, images, report)
    drafts: Sequence[Draft] = ()
    failed = ""
    try:
        drafts = reader.read(page)
        if not drafts:
            raise NotImportableError("It holds no numbered steps.")
    except NotImportableError as error:
        report.skip(file.name, str(error))
    except RecursionError:
        report.skip(file.name, "It is nested too deeply.")
    except Exception as error:  # noqa: BLE001  the next file is still worth reading; the log gets the place
        failed = describe(error)
        report.skip(file.name, "It could not be understood; the log says more.")
    guides = []
    for draft in drafts:
        try:
            guides.append(_guide(draft, page))
        except NotImportableError as error:
            report.skip(file.name, f"{draft.title}: {error}")
    return ReadPage(tuple(guides), tuple(report.skipped), tuple(report.warnings), tuple(images.all), failed)


def _guide(draft: Draft, page: Page) -> ReadGuide:
    body = fitting_body(draft, lambda what: page.warn(draft.line, what))
    steps = list(draft.all_steps())
    return ReadGuide(
        title=draft.title,
        key=draft.key,
        lang=draft.lang,
        summary=draft.summary,
        keywords=draft.keywords,
        owner=draft.owner,
        reviewed=draft.reviewed,
        line=draft.line,
        steps=len(steps),
        substeps=sum(step.substeps for step in steps),
        body=body,
    )
