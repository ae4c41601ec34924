"""What an element of DITA is: by its @class, so that specialisations of unknown names are understood, else by its name.

A class reads "- topic/li task/step acme/check " from the general to the special (DITA 1.3,
2.5.3.1): the most special part
that is known here decides. Documents without their DTD at hand have no @class, and their elements have the names of the
standard.
"""

from __future__ import annotations

from overlay.content.importers.tree import Element, Role, local_name

ROLES = {
    **dict.fromkeys(
        "prolog titlealts navtitle searchtitle draft-comment required-cleanup indexterm index-base indextermref data"
        " data-about foreign unknown metadata topicmeta related-links colspec titlealt".split(),
        Role.SKIP,
    ),
    **dict.fromkeys("ph keyword text sup sub u term-ref longdescref longquoteref".split(), Role.INLINE),
    **dict.fromkeys("uicontrol wintitle b shortcut strong menucascade".split(), Role.STRONG),
    **dict.fromkeys("i cite term varname em synph".split(), Role.EM),
    **dict.fromkeys(
        "codeph cmdname filepath parmname option userinput systemoutput msgph msgnum apiname tt xmlelement xmlatt"
        " xmlnsname"
        " xmlpi textentity numcharref parameterentity markupname".split(),
        Role.CODE,
    ),
    **dict.fromkeys("line-through".split(), Role.STRIKE),
    **dict.fromkeys("xref link".split(), Role.LINK),
    **dict.fromkeys("codeblock pre screen msgblock lines".split(), Role.PRE),
    **dict.fromkeys("ul sl choices steps-unordered linklist reqconds reqpers supeqli supplyli sparesli safety".split(),
    Role.BULLETS),
    **dict.fromkeys("ol substeps steps".split(), Role.NUMBERED),
    **dict.fromkeys(
        "li sli choice substep step dd pd reqcond reqcontp personnel perscat perskill esttime supequi supply spare"
        " safecond".split(),
        Role.ITEM,
    ),
    **dict.fromkeys("dl parml".split(), Role.TERMS),
    **dict.fromkeys("dlentry plentry".split(), Role.GROUP),
    **dict.fromkeys("dt pt ddhd dthd".split(), Role.PARA),
    **dict.fromkeys("note hazardstatement stepresult steptroubleshooting tutorialinfo tasktroubleshooting".split(),
    Role.CALLOUT),
    **dict.fromkeys("table simpletable choicetable properties".split(), Role.TABLE),
    **dict.fromkeys(
        "section example fig figgroup div bodydiv sectiondiv itemgroup info stepxmp context result postreq"
        " stepsection body"
        " taskbody conbody refbody refsyn steps-informal process abstract chdesc choption messagepanel typeofhazard"
        " consequence howtoavoid entry stentry propvalue proptype propdesc imagemap cause remedy condition troublebody"
        " troubleSolution responsibleParty bodydiv conbodydiv refbodydiv desc closereqs supequip supplies spares".split(),
        Role.GROUP,
    ),
    "prereq": Role.CALLOUT, "prelreqs": Role.CALLOUT, "p": Role.PARA, "cmd": Role.PARA, "shortdesc": Role.PARA,
    "title": Role.HEADING, "lq": Role.QUOTE,
    "image": Role.IMAGE, "q": Role.INLINE, "tm": Role.INLINE, "fn": Role.INLINE, "object": Role.OWN, "video": Role.OWN,
    "audio": Role.OWN, "abbreviated-form": Role.INLINE, "tgroup": Role.GROUP, "alt": Role.SKIP, "state": Role.INLINE,
}  # fmt: skip
# The standard's own; an element of any other module may bear the name of one of the standard and be something else.
_MODULES = frozenset(
    "topic map task concept reference troubleshooting glossentry glossgroup bookmap subjectScheme learningBase taskreq"
    " mapgroup-d hi-d pr-d sw-d ui-d ut-d hazard-d delay-d indexing-d glossref-d abbrev-d markup-d xml-d equation-d"
    " emphasis-d alternativeTitles-d relmgmt-d classify-d".split()
)
TOPICS = frozenset({"topic", "task", "concept", "reference", "troubleshooting", "glossentry", "glossgroup"})
_KNOWN = ROLES.keys() | TOPICS | {
    "dita", "map", "topicref", "keydef", "mapref", "keywords", "linktext", "coderef", "row", "thead", "tbody",
    "strow", "sthead",
    "chrow", "chhead", "property", "prophead", "choptionhd", "chdeschd", "reltable", "bookmap", "topicgroup",
    "topichead",
}  # fmt: skip


def kind(element: Element) -> str:
    """Return the name of the most special element of the standard that `element` is."""
    value = element.get("class")
    if value and value[:1] in "-+":
        for part in reversed(value.split()[1:]):
            module, _, name = part.rpartition("/")
            if module in _MODULES and name in _KNOWN:
                return str(name)
    return local_name(element)


def is_topic(element: Element) -> bool:
    """Tell whether an element is a topic of any kind."""
    value = element.get("class") or ""
    return " topic/topic " in f"{value} " or kind(element) in TOPICS


def is_map(element: Element) -> bool:
    """Tell whether a document is a map."""
    return " map/map " in f"{element.get('class') or ''} " or kind(element) in (
        "map",
        "bookmap",
        "subjectScheme",
    )
