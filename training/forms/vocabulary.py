"""Words that made forms are made of. Nobody in it is real; `words.txt` holds words of tax forms in the public domain."""

from pathlib import Path
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
NOUNS = THINGS + _words("""results copies information changes details approval data pages attachment office week month quarter
plan work samples funds costs analysis meeting response file manager committee staff period rate level increase
decrease review price display advertising competition sales company customers""")
VERBS = _words("""requires shows includes covers confirms supports follows replaces indicates reduces improves describes
contains represents exceeds meets needs completes affects provides received used ordered shipped tested approved
reviewed attached returned revised completed evaluated""")
ADJECTIVES = QUALITIES + _words("""good excellent poor high low small large complete available necessary satisfactory slow
strong attached competitive free full light early late different""")
INSTRUCTIONS = """Please complete all sections of this form and return it to the office listed below.|
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

COMMON = (Path(__file__).parent / "words.txt").read_text().split()
_STARTS = _words("b br c ch cl d dr f fl g gr h j k kr l m n p pl pr qu r s sh sl st t tr v w z")
_VOWELS = _words("a e i o u a e i o ai ea oo ou")
_ENDS = _words("n r l s t x m d ck nd rt st ll ne ra la ta ro so")


def invented(rng: Random) -> str:
    """A word that is none, as names of products are."""
    parts = [rng.choice(_STARTS) + rng.choice(_VOWELS) for _ in range(rng.randint(1, 2))]
    return "".join(parts) + rng.choice(_ENDS)


REMARKS = ["check one", "if any", "current year", "if applicable", "please print", "specify", "list", "mm/dd/yy"]
WAYS_TO_NAME = [
    "{f} {l}",
    "{i}. {j}. {l}",
    "{f} {j}. {l}",
    "{i}. {l}",
    "Mr. {i}. {j}. {l}",
    "Dr. {f} {l}",
    "Ms. {l}",
    "{l}, {f}",
]
STOCK_ANSWERS = """see attached|as required|unknown|none|N/A|yes|no|to be determined|pending|same as above|see attachment|
not applicable|new|various|nil|all""".replace("\n", "").split("|")
CUES = (
    _words("date due issued expir"),
    _words("phone fax no. number code # ext"),
    _words("by name to from cc manager attention leader originator contact author supervisor initials investigator"),
    _words("cost amount price total budget balance quantity weight length size rate percent score value count volume hours "
           "dose units change"),
    _words("company vendor supplier agency client manufacturer source sponsor"),
    _words("address ship bill street"),
    _words("city location office market place destination"),
)  # fmt: skip
"""Words of labels that ask for a date, a number, a name, an amount, a firm, a street and a place."""
