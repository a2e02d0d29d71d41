"""What made forms say: labels, answers of every shape, headings and running text, drawn from a grammar. Nothing is real."""

from random import Random


def _words(text: str) -> list[str]:
    return text.split()


FIRST = _words("""James Mary Robert Linda John Susan William Karen David Nancy Richard Lisa Thomas Betty Charles Helen Daniel
Sandra Mark Donna Paul Carol Steven Ruth Kenneth Sharon George Laura Brian Amy Edward Anna Ronald Rose Anthony Joan
Kevin Diane Jason Alice Jeff Julie Gary Joyce Larry Gloria Frank Teresa Scott Janet Eric Marie Stephen Ann Raymond
Walter Harold Peter Douglas Henry Carl Arthur Ryan Roger Joe Juan Jack Albert Wei Mei Ravi Priya Ahmad Siti Hans Ingrid
Pierre Claire Carlos Lucia Yuki Kenji Olga Ivan""")
LAST = _words("""Smith Johnson Brown Taylor Miller Wilson Moore Anderson Jackson White Harris Martin Thompson Garcia Robinson
Clark Lewis Lee Walker Hall Allen Young King Wright Hill Scott Green Adams Baker Nelson Carter Mitchell Perez Roberts
Turner Phillips Campbell Parker Evans Edwards Collins Stewart Morris Rogers Reed Cook Morgan Bell Murphy Bailey Rivera
Cooper Cox Howard Ward Peterson Gray Watson Brooks Kelly Sanders Price Bennett Wood Barnes Ross Henderson Coleman
Jenkins Perry Powell Long Patterson Hughes Flores Butler Simmons Foster Bryant Alexander Russell Griffin Hayes Myers
Ford Hamilton Graham Sullivan Wallace Woods Cole West Jordan Owens Reynolds Fisher Ellis Harrison Gibson McDonald
Cruz Marshall Ortiz Murray Freeman Wells Webb Stevens Tucker Porter Hunter Hicks Crawford Boyd Mason Kennedy Warren
Schmidt Weber Dubois Lefebvre Rossi Novak Kowalski Tanaka Chen Wong Nguyen Patel Sharma Okafor""")
CITIES = _words("""Springfield,IL Greenville,SC Madison,WI Clinton,NJ Franklin,TN Georgetown,TX Salem,OR Fairview,NC Bristol,CT
Dover,DE Hudson,NY Kingston,NY Milton,MA Newport,RI Oxford,OH Riverside,CA Winchester,VA Ashland,KY Burlington,VT
Chester,PA Dayton,OH Lexington,KY Manchester,NH Arlington,TX Jackson,MS Auburn,AL Lakewood,CO Marion,IN Aurora,CO
Richmond,VA Albany,NY Denver,CO Atlanta,GA Chicago,IL Boston,MA Houston,TX Seattle,WA Portland,ME Tampa,FL
Columbus,OH Memphis,TN Omaha,NE Tulsa,OK Raleigh,NC""")
STREETS = [
    "Main",
    "Oak",
    "Park",
    "Elm",
    "Maple",
    "Washington",
    "Lake",
    "Hill",
    "Pine",
    "Cedar",
    "Church",
    "Mill",
    "River",
    "Center",
    "Market",
    "Union",
    "North",
]
FIRMS = _words("""Allied Summit Pioneer Delta Eagle National United General Central Pacific Atlantic Midwest Southern Premier
Superior Standard Modern Global Crown Liberty Keystone Beacon Heritage Sterling Apex Quality Hazel Orchard Northern
Consolidated Continental Metro Capital Diamond Golden Riverside Harbor Granite""")
TRADES = """Laboratories|Research Associates|Paper Company|Industries|Foods|Printing|Chemical Corporation|Advertising|
Insurance|Hospital|Electric|Packaging|Supply Co.|Manufacturing|Transport|Publishing|Bank|Foundation|University|
Broadcasting|Marketing Services|Consultants|Instruments|Products|Textiles|Engineering|Medical Center|Motors""".replace(
    "\n", ""
).split("|")
THINGS = _words("""account sample product project material order equipment invoice vehicle study test report contract program
event store coupon budget survey machine filter carton package batch lot shipment patient employee customer supplier
vendor client agency brand market region district department division office building room plant unit section job task
request claim policy license permit property loan payment check item part model document file record form program
publication magazine media station schedule display promotion campaign audience panel questionnaire interview
compound solvent animal dose diet strain specimen culture reagent solution mixture temperature pressure moisture
weight length width diameter density volume""")
QUALITIES = _words("""total net gross current previous revised estimated actual original final annual monthly average adjusted
authorized approved requested recommended proposed additional special local national average maximum minimum
standard initial new regular overall daily weekly primary secondary temporary permanent responsible""")
MEASURES = _words("""number name date type code description quantity size cost price amount value weight location status
title address category class source length rate percent volume level score count period term reason purpose results
requirements comments remarks method frequency budget balance limit condition color style grade""")
PLAIN = """Name|Address|City|State|Zip Code|Telephone|Phone|Fax|Date|Time|Department|Division|Company|Title|Subject|To|From|
CC|Re|Attention|Description|Quantity|Unit Price|Amount|Total|Remarks|Comments|Signature|Approved By|Requested By|
Prepared By|Submitted By|Received By|Reviewed By|Reported By|Authorized By|Issued By|Checked By|Completed By|Project|
Project No.|Project Name|Project Leader|Account No.|Acct. No.|Order No.|P.O. No.|Invoice No.|Report No.|Page|Pages|
No. of Pages|Number of Pages|Fax Number|Fax Phone Number|Telephone No.|Social Security Number|Date of Birth|Age|Sex|
Male|Female|Marital Status|Occupation|Employer|Supervisor|Manager|Originator|Vendor|Supplier|Ship To|Bill To|
Ship Via|Terms|F.O.B.|Date Wanted|Date Required|Date Received|Date Issued|Date Shipped|Due Date|Effective Date|
Expiration Date|Starting Date|Completion Date|Estimated Cost|Budget Code|Cost Center|Charge Code|Job No.|Job Title|
Code|Item|Item No.|Part No.|Catalog No.|Lot No.|Batch No.|Sample No.|Test No.|Notebook Page|Compound|Solvent|Dose|
Group No.|Species|Strain|Weight|Length|Width|Height|Color|Size|Circumference|Moisture|pH|Temperature|Storage|
Investigator|Study Director|Sponsor|Protocol No.|Protocol Title|Objective|Purpose|Background|Conclusion|Results|
Recommendation|Method|Procedure|Brand|Brand Name|Style|Manufacturer|Market|Region|District|Territory|Agency|Client|
Product|Media|Publication|Issue Date|Circulation|Space|Station|Program|Schedule|Contract No.|Contract Subject|
Contact|Contact Person|Office|Location|Building|Room|Extension|Ext.|Mail Stop|Distribution|Copies To|Original To|
Return To|Route To|Action Required|For Information|Priority|Status|Revision|Revised|Reason|Reason for Request|
Justification|Nature of Request|Type of Request|Type of Product|Type of Event|Name of Event|Name of Account|
Estimated Attendance|Event Dates|Sponsorship|Payment|Balance|New Balance|This Change|Committed to Date|Interest|
Taxable Amount|Filing Status|Net Income|Gross Weight|Net Weight|Tare|Percent|Score|Base|Rank|Overall|Category|
Initials|Witness|Notary|Plaintiff|Defendant|Case No.|Court|Attorney|Claim No.|Policy No.|License No.|Make|Model|
Year|Serial No.|Mileage|Driver|Carrier|Destination|Origin|Passenger|Flight|Hotel|Arrival|Departure|Nights|Currency|
How Widespread|Other Information|Other|Notes|Special Instructions|Instructions|Requirements|Enclosures|Attachments|
Volume|Retail Price|List Price|Discount|Allowance|Cases|Cartons|Units|Sales|Stores|No. Stores|Distribution %|
Principal Author|Authors|Journal|Abstract|Keywords|Meeting|Speaker|Member No.|Membership|Donation|Contribution|
Week Ending|Hours|Overtime|Mon|Tue|Wed|Thu|Fri|Sat|Sun|Jan|Feb|Mar|Apr|May|June|July|Aug|Sept|Oct|Nov|Dec|1st Qtr|
2nd Qtr|YTD|Variance|Forecast|Plan|Actual|Last Year|This Year|Vs. Prior|Yes|No|N/A|Approved|Rejected|Accepted|
Positive|Negative|Control|High|Low|Mean|S.D.|Before|After|Initial|Final|Tested|Reported|Via|Source|Class|Grade""".replace(
    "\n", ""
).split("|")
FORM_KINDS = """Request Form|Report|Fact Sheet|Registration Form|Authorization|Purchase Requisition|Work Order|Inspection Report|
Cover Sheet|Facsimile Cover Page|Fax Transmittal|Telefax|Memorandum|Routing Slip|Clearance Sheet|Approval Form|Bid Request|
Change Notice|Data Sheet|Specification|Test Report|Analysis Request|Shipping Order|Expense Report|Time Sheet|Application|
Evaluation|Questionnaire|Project Initiation Form|Change of Authorized Cost|Progress Report|Estimate|Claim Form|
Order Form|Transmittal|Checklist|Summary|Update Sheet|Record|Agreement|Survey|Schedule|Receipt|Disclosure Statement""".replace(
    "\n", ""
).split("|")
_NOUNS = THINGS + _words("""results copies information changes details approval data pages attachment office week month quarter
plan work samples funds costs analysis meeting response file manager committee staff period rate level increase
decrease review price display advertising competition sales company customers""")
_VERBS = _words("""requires shows includes covers confirms supports follows replaces indicates reduces improves describes
contains represents exceeds meets needs completes affects provides received used ordered shipped tested approved
reviewed attached returned revised completed evaluated""")
_ADJECTIVES = QUALITIES + _words("""good excellent poor high low small large complete available necessary satisfactory slow
strong attached competitive free full light early late different""")
_INSTRUCTIONS = """Please complete all sections of this form and return it to the office listed below.|
If you do not receive all pages, please call as soon as possible.|
Use a separate form for each change.|The following document is divided into two sections.|
Attach additional sheets if necessary.|This form must be approved before any commitment is made.|
Indicate N/A if not applicable.|For office use only.|Do not write in this space.|
I certify that the information given above is true and complete to the best of my knowledge.|
All bids should be based on the specifications in this document.|
This transmission is intended only for the use of the individual or entity to which it is addressed.|
Retain one copy for your files and forward the original to the accounting department.|
See reverse side for instructions.|Thank you for your cooperation.|
If you have any questions, please contact the following person.""".replace("\n", "").split("|")
MONTHS = _words("January February March April May June July August September October November December")


class Content:
    """Texts for one form, all from one source of chance."""

    def __init__(self, rng: Random) -> None:
        """`rng`: the form's own."""
        self.rng = rng

    def label(self, most_words: int = 5) -> str:
        """The name of something to fill in."""
        r, pick = self.rng, self.rng.choice
        roll = r.random()
        if roll < 0.5:
            text = pick(PLAIN)
        elif roll < 0.62:
            text = f"{pick(THINGS)} {pick(MEASURES)}"
        elif roll < 0.74:
            text = f"{pick(QUALITIES)} {pick(MEASURES + THINGS)}"
        elif roll < 0.8:
            text = f"{pick(MEASURES)} of {pick(THINGS)}"
        elif roll < 0.84:
            text = f"number of {pick(THINGS)}s"
        elif roll < 0.88:
            text = f"{pick(THINGS)} {pick(['requested', 'received', 'approved', 'tested', 'prepared'])} by"
        elif roll < 0.92:
            text = f"date {pick(['received', 'requested', 'tested', 'approved', 'of ' + pick(THINGS)])}"
        elif roll < 0.96:
            text = f"{pick(QUALITIES)} {pick(THINGS)} {pick(MEASURES)}"
        else:
            text = f"{pick(THINGS)}/{pick(THINGS)} {pick(['no.', 'name', 'code', '#', ''])}".strip()
        if r.random() < 0.04:
            text += pick([" #", " (s)", "(s)", " ($)", " (%)", " *"])
        return text if len(text.split()) <= most_words else pick(PLAIN)

    def question(self) -> str:
        """A label that is a sentence."""
        pick = self.rng.choice
        return pick(
            [
                f"Have you {pick(['contacted', 'approved', 'received', 'reviewed'])} the {pick(THINGS)}?",
                f"Is the {pick(THINGS)} {pick(_ADJECTIVES)}?",
                f"{pick(['Describe', 'List', 'Specify', 'Explain', 'State'])} the {pick(_ADJECTIVES)} {pick(THINGS)} "
                f"{pick(['and', 'or', 'of the'])} {pick(_NOUNS)}",
                f"What is the {pick(MEASURES)} of the {pick(THINGS)}?",
                f"Name and address of {pick(THINGS)}",
                f"{pick(QUALITIES).capitalize()} {pick(MEASURES)} of {pick(THINGS)} {pick(_VERBS)} by {pick(THINGS)}",
                f"If {pick(['yes', 'no', 'other'])}, {pick(['explain', 'give date', 'specify', 'state reason'])}",
                f"How many {pick(THINGS)}s {pick(['are', 'were'])} {pick(['used', 'tested', 'shipped', 'ordered'])}?",
            ]
        )

    def remark(self) -> str:
        """What stands in brackets by a label."""
        pick = self.rng.choice
        words = pick(
            [
                pick(
                    [
                        "check one",
                        "if any",
                        "current year",
                        "if applicable",
                        "please print",
                        "specify",
                        "list",
                        "mm/dd/yy",
                    ]
                ),
                f"{pick(['from', 'per', 'see', 'including'])} {pick(_ADJECTIVES)} {pick(_NOUNS)}",
                f"{pick(MEASURES)}, {pick(MEASURES)}, etc.",
            ]
        )
        return f"({words})"

    def name(self) -> str:
        """Of a person."""
        r, first, last = self.rng, self.rng.choice(FIRST), self.rng.choice(LAST)
        form = r.choice(
            [
                "{f} {l}",
                "{i}. {j}. {l}",
                "{f} {j}. {l}",
                "{i}. {l}",
                "Mr. {i}. {j}. {l}",
                "Dr. {f} {l}",
                "Ms. {l}",
                "{l}, {f}",
            ]
        )
        return str(form.format(f=first, l=last, i=first[0], j=r.choice("ABCDEFGHJKLMRSTW")))

    def firm(self) -> str:
        """Of a company."""
        r = self.rng
        tail = r.choice(["", "", ", Inc.", " Inc.", " Ltd.", " & Co."])
        return f"{r.choice(FIRMS + LAST)} {r.choice(TRADES)}{tail}"

    def place(self) -> str:
        """A city."""
        city, state = self.rng.choice(CITIES).split(",")
        return self.rng.choice([f"{city}, {state}", city, f"{city}, {state} {self.rng.randint(10000, 99999)}"])

    def street(self) -> str:
        """Number and street."""
        kind = self.rng.choice(["Street", "St.", "Avenue", "Ave.", "Road", "Blvd.", "Drive"])
        return f"{self.rng.randint(1, 9999)} {self.rng.choice(STREETS)} {kind}"

    def date(self) -> str:
        """In one of the ways people write dates."""
        r = self.rng
        d, m, y = r.randint(1, 28), r.randint(1, 12), r.randint(1955, 2024)
        month = MONTHS[m - 1]
        return r.choice(
            [
                f"{m}/{d}/{y % 100:02d}",
                f"{m}/{d}/{y % 100:02d}",
                f"{m}-{d}-{y % 100:02d}",
                f"{month} {d}, {y}",
                f"{month[:3]} {d}, {y}",
                f"{d} {month} {y}",
                f"{d}-{month[:3].upper()}-{y}",
                f"{month} {y}",
                f"{m:02d}/{d:02d}/{y}",
                f"{y}",
                f"{month[:3]}. {d}",
                f"{d}.{m}.{y}",
            ]
        )

    def amount(self) -> str:
        """Money, a count, a share or a measure."""
        r = self.rng
        n = int(10 ** r.uniform(0, 6))
        return r.choice(
            [
                f"${n:,}.{r.randint(0, 99):02d}",
                f"$ {n:,}",
                f"{n:,}",
                f"{n % 100}%",
                f"{n % 1000}.{r.randint(0, 9)}",
                f".{r.randint(1, 99):02d}",
                f"{n % 100}",
                f"{n % 100}",
                f"{n % 500} {r.choice(['mm', 'mg', 'lbs.', 'gm', 'ml', 'cm', 'hrs', 'pcs', 'cartons', 'ft.'])}",
                f"({n % 400})",
                f"-{n % 60}",
                f"{n % 9}.{r.randint(0, 99):02d}",
            ]
        )

    def code(self) -> str:
        """A number of something."""
        r = self.rng
        a, b = r.choice("ABCDEFGHKLMNPRSTWX"), r.choice("ABCDEFGHKLMNPRSTWX")
        return r.choice(
            [
                f"{r.randint(1, 9999)}",
                f"{r.randint(1960, 2010)}-{r.randint(1, 300)}{r.choice(['', a])}",
                f"{a}{b}-{r.randint(1, 9999)}",
                f"{a}{r.randint(1, 999)}",
                f"{a}{b}{r.randint(10, 99)}-{r.randint(1, 99)}",
                f"{r.randint(1000, 9999)} {r.randint(0, 99):02d} {r.randint(0, 99):02d}",
                f"#{r.randint(1, 999)}",
                f"{r.randint(100, 999)}-{r.randint(100, 999)}-{r.randint(1000, 9999)}",
                f"({r.randint(200, 989)}) {r.randint(200, 999)}-{r.randint(1000, 9999)}",
            ]
        )

    def phrase(self, most: int = 7) -> str:
        """A few words that answer something."""
        r, pick = self.rng, self.rng.choice
        words = [
            f"{pick(_ADJECTIVES)} {pick(_NOUNS)}",
            f"{pick(_NOUNS)} {pick(['for', 'of', 'with', 'and', 'at'])} {pick(_ADJECTIVES)} {pick(_NOUNS)}",
            f"{pick(FIRMS)} {pick(_NOUNS)} {r.randint(2, 200)}",
            f"{pick(_NOUNS)}",
            pick(
                [
                    "see attached",
                    "as required",
                    "unknown",
                    "none",
                    "N/A",
                    "yes",
                    "no",
                    "to be determined",
                    "pending",
                    "same as above",
                    "see attachment",
                    "not applicable",
                    "new",
                    "various",
                    "nil",
                    "all",
                ]
            ),
            f"{pick(_ADJECTIVES)} {pick(_NOUNS)} {pick(_VERBS)} {pick(_ADJECTIVES)} {pick(_NOUNS)}",
            f"{pick(_NOUNS)} / {pick(_NOUNS)}",
        ]
        text = " ".join(pick(words).split()[:most])
        return pick([text.upper(), text.title(), text.capitalize(), text.capitalize()])

    def sentence(self) -> str:
        """Running text."""
        pick = self.rng.choice
        parts = [
            f"{pick(['The', 'This', 'Our', 'Each'])} {pick(_ADJECTIVES)} {pick(_NOUNS)} {pick(_VERBS)} the {pick(_NOUNS)} "
            f"{pick(['of', 'for', 'in', 'with'])} {pick(_ADJECTIVES)} {pick(_NOUNS)}.",
            f"{pick(_NOUNS).capitalize()} {pick(['will be', 'was', 'should be', 'has been'])} {pick(_VERBS)} by "
            f"{pick([self.name(), 'the ' + pick(_NOUNS), self.date()])}.",
            f"We {pick(['need', 'expect', 'recommend', 'request'])} {self.amount()} for {pick(_ADJECTIVES)} {pick(_NOUNS)} "
            f"and {pick(_NOUNS)} {pick(['at', 'in', 'from'])} {self.place()}.",
        ]
        return pick(parts)

    def text(self, least: int = 1, most: int = 4) -> str:
        """Some sentences."""
        return " ".join(self.sentence() for _ in range(self.rng.randint(least, most)))

    def instruction(self) -> str:
        """What the form tells its reader."""
        return self.rng.choice(_INSTRUCTIONS) if self.rng.random() < 0.6 else self.text(1, 3)

    def answer(self, label: str) -> str:
        """What somebody would write there: of the shape that the label's words ask for, most of the time."""
        r, words = self.rng, label.lower()
        if r.random() < 0.12:
            return self.any()
        for cues, make in (
            (("date", "due", "issued", "expir"), self.date),
            (("phone", "fax", "no.", "number", "code", "#", "ext"), self.code),
            (
                (
                    "by",
                    "name",
                    "to",
                    "from",
                    "cc",
                    "manager",
                    "attention",
                    "leader",
                    "originator",
                    "contact",
                    "author",
                    "supervisor",
                    "initials",
                    "investigator",
                ),
                self.name,
            ),
            (
                (
                    "cost",
                    "amount",
                    "price",
                    "total",
                    "budget",
                    "balance",
                    "quantity",
                    "weight",
                    "length",
                    "size",
                    "rate",
                    "percent",
                    "score",
                    "value",
                    "count",
                    "volume",
                    "hours",
                    "dose",
                    "units",
                    "change",
                ),
                self.amount,
            ),
            (("company", "vendor", "supplier", "agency", "client", "manufacturer", "source", "sponsor"), self.firm),
            (("address", "ship", "bill", "street"), self.street),
            (("city", "location", "office", "market", "place", "destination"), self.place),
        ):
            if any(cue in words.split() or (len(cue) > 3 and cue in words) for cue in cues):
                return make()
        return self.any()

    def any(self) -> str:
        """An answer of any shape."""
        r = self.rng
        make = r.choices(
            [self.phrase, self.name, self.amount, self.code, self.date, self.firm, self.place], [7, 3, 3, 2, 2, 1.5, 1]
        )[0]
        return make()

    def title(self) -> str:
        """Of the form."""
        r = self.rng
        kind = r.choice(FORM_KINDS)
        return r.choice(
            [
                kind,
                f"{r.choice(THINGS).title()} {kind}",
                f"{r.choice(QUALITIES + THINGS).title()} {r.choice(THINGS).title()} {kind}",
                self.phrase(5),
            ]
        )

    def heading(self) -> str:
        """Of a section."""
        r, pick = self.rng, self.rng.choice
        return pick(
            [
                f"{pick(THINGS)} {pick(['information', 'description', 'data', 'requirements', 'details', 'characteristics'])}",
                f"{pick(THINGS)}s",
                f"section {r.randint(1, 9)}",
                f"part {pick(['I', 'II', 'III', 'IV'])}",
                f"{pick(['for office use only', 'approvals', 'distribution', 'specifications', 'instructions', 'comments'])}",
                f"please {pick(['transmit', 'complete', 'return'])} this {pick(['document', 'form', 'section'])} to",
                f"{pick(QUALITIES)} {pick(THINGS)} {pick(['summary', 'analysis', 'budget', ''])}".strip(),
                f"{pick(THINGS)} and {pick(THINGS)} {pick(['application', 'data', ''])}".strip(),
            ]
        ).title()
