"""The words the guard goes by: who is a child, who is family, what belongs to one student, what is no name."""

from bot.rules.students.wordlists import words

STUDENTS = words("student pupil kid kiddo boy girl scholar learner teen teenager")
CHILDREN = words("child son daughter niece nephew")
PARENTS = words("parent mother father mom dad guardian caregiver stepmother stepfather stepmom stepdad mama")
FAMILY = words(
    """
    grandmother grandfather grandma grandpa aunt uncle sibling brother sister cousin family grandparent
    """
)
MANY = {
    **{f"{one}s": "student" for one in STUDENTS},
    **{f"{one}s": "child" for one in CHILDREN},
    "children": "child", "siblings": "family member", "families": "family member", "grandparents": "family member",
    "brothers": "family member", "sisters": "family member", "cousins": "family member",
    **{f"{one}s": "parent" for one in PARENTS},
}  # fmt: skip
ROLES = {
    **dict.fromkeys(STUDENTS, "student"),
    **dict.fromkeys(CHILDREN, "child"),
    **dict.fromkeys(PARENTS, "parent"),
    **dict.fromkeys(FAMILY, "family member"),
    **MANY,
}
GRADERS = words("grader graders kindergartner kindergartners kindergartener preschooler freshman sophomore")
NAMED = words("named called")
AFTER_NAMED = words("after for in as the a an by below above it them him her this that me us you back out on")

TITLES = words("mr mrs ms miss mx dr señora señor sra sr profe")
TEACHERS = words("teacher teachers para paraprofessional sub substitute aide")
ROOMS = words("room rooms class classroom classrooms lesson lessons students kids block period")

# What belongs to one student. A teacher may have an absence or an evaluation, but no IEP.
RECORDS = words(
    """
    iep ieps 504 504s bip bips fba fbas sst transcript diagnosis accommodations accommodation tardies truancy
    detention detentions expulsion suspension suspensions custody adhd autism dyslexia medication meds homework
    backpack locker referral referrals behavior behaviors misbehavior meltdown meltdowns absences grades gpa
    attendance discipline report manifestation lexile tantrum bullying placement retention reading math test
    testing evaluation eval services seizure seizures disability paperwork scores score
    """
)
# Of those, the ones that need a second word, and which.
SECOND = {
    "report": {"card", "cards"},
    "reading": {"level", "levels", "score", "scores", "group", "intervention", "grade"},
    "math": {"level", "levels", "score", "scores", "grade", "grades", "intervention"},
    "test": {"score", "scores", "results"},
    "testing": {"accommodations"},
    "behavior": {
        "plan",
        "plans",
        "chart",
        "contract",
        "referral",
        "referrals",
        "intervention",
        "log",
        "is",
        "in",
        "has",
    },
    "evaluation": {"for"},
    "eval": {"for"},
    "services": set(),
    "retention": {"letter", "meeting"},
    "paperwork": {"for"},
}
BEFORE_RECORD = words(
    """
    latest last new own current annual recent first draft speech behavior math reading attendance discipline
    safety map star updated missing in-school out-of-school many frequent repeated
    """
)
# "an IEP for Mia": between the record and the name there may be this.
AFTER_RECORD = words("meeting plan review file card level goals draft form letter hearing conference card hearing")
LEADS = words("for of on about regarding re")
DONE_TO = words("suspended expelled suspending expelling retained truant detained")
HOLDS = words("has had have needs gets got with")
PLANS = words("iep 504 bip fba adhd autism")
# Of one child only, so that any name after "for" will do.
ONE_CHILD = PLANS | words("referral suspension expulsion transcript detention diagnosis manifestation accommodations")

# After a grade, these tell of a team, a class or a subject, not of a child.
NOT_OF_A_CHILD = words(
    """
    team teams teacher teachers lead leads chair level levels math ela reading writing science social art music
    plc plcs data meeting meetings hall hallway wing room rooms planning standards unit units block classroom
    classrooms class classes assessment assessments rep reps representative aide aides para paras coach coaches
    counselor lesson lessons band chapter colleague colleagues department dept pod staff curriculum exit benchmark
    literacy collaborative co-teacher period periods teach teaches taught teaching teacher's inclusion
    intervention interventionist testing position opening vacancy
    """
)
DETERMINERS = words(
    """
    a an the this that these those our her his my their your its one each every another no any some two three four
    five six seven eight nine ten several both few many all which what
    """
)
ADJECTIVES = words(
    """
    new former struggling top absent ell el homeless gifted foster single upset angry concerned worried sped
    special education transfer transferred truant senior junior older younger little bilingual tier general ed
    advanced
    """
)

PLACES = words(
    """
    elementary middle high school schools academy center centre park street avenue ave road hall room building
    campus district county state city university college library gym foundation award program programme initiative
    institute church community association model method protocol framework curriculum series guide assessment
    survey department office team committee council club band wing house lake river valley hills hill heights prep
    magnet charter k-8 intermediate primary press math reading science writing literacy day week month night
    """
)
EXTRA = words("gr am pm us usa dc el ok tv id ap pd pe ss ela hs ms es ai it hr pr ta pa ed gt sp fy cs")
NOT_NAMES = words(
    """
    january february march june july september october november december jan feb mar apr jun jul aug sep sept oct
    nov dec monday tuesday wednesday thursday friday saturday sunday mon tue tues wed thu thur thurs fri sat sun
    april august summer autumn winter weekly daily monthly today tomorrow yesterday tonight morning afternoon noon
    spring fall thanksgiving christmas easter halloween hanukkah ramadan eid juneteenth i we you he she they it me
    us them my our your his her their its who whom whose which what when where why how the a an this that these
    those there here then now also and or but nor so yet if as at by for from in into of off on onto out over to
    up with without within about after before during until since while because although though once than not no
    yes ok okay maybe perhaps both each every either neither some any many most much few all another other others
    several such same next last first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth
    one two three four five six seven eight nine ten half quarter double more less least is are was were be been
    being am do does did done has have had having can could may might must shall should would let lets let's it's
    that's there's he's she's we're they're i'm i'll we'll she'll he'll they'll don't didn't isn't talked spoke
    met saw went came gave got took made said told asked kept felt found led left ran read set sent shown taught
    thought wrote brought built bought began chose drew held heard knew lost meant paid put spent stood talk speak
    meet see go come give get take make say tell ask keep feel find lead leave run show teach think write bring
    build begin choose draw hold hear know lose mean pay spend stand try use work want need help plan share call
    visit review observe discuss coach send email phone text walk sit shadow check follow note look start stop
    move good great nice strong weak high low big small new old early late quick slow long short clear ready full
    open hard easy busy free real true right wrong better best worse worst whole single main key top principal
    principals assistant vice superintendent supervisor director coordinator coaches leader leaders secretary
    nurse counselor counselors psychologist librarian custodian officer chief president chair dean head mentor
    staff teacher teachers para paras sub subs aide student students pupil pupils kid kids child children parent
    parents family families mother father mom dad guardian guardians boy boys girl girls scholar scholars learner
    learners class classes classroom classrooms school schools district districts state county board office room
    rooms building campus hall hallway library gym cafeteria playground grade grades grader graders kindergarten
    pre-k prek preschool team teams meeting meetings data plc plcs iep ieps mtss pbis rti sel ell esl sped ela
    math mathematics science reading writing literacy history civics health music art arts band choir drama
    theater english spanish french social studies algebra geometry biology chemistry physics phonics spelling
    grammar vocabulary fluency comprehension intervention interventions enrichment tutoring support supports
    services service special education general title tier level levels unit units module lesson lessons chapter
    section page standard standards cpsel psel ccl wida framework rubric rubrics goal goals focus plans planning
    action agenda minutes notes log report reports reflection feedback evaluation evaluations observation
    observations walkthrough walkthroughs visits learning teaching instruction instructional leadership management
    culture climate safety attendance discipline behavior behaviour assessment assessments test tests testing exam
    exams quiz benchmark screener survey surveys exit ticket tickets schedule schedules calendar master duty lunch
    recess arrival dismissal bus drill assembly conference conferences workshop training pd professional
    development community committee council advisory night day week month year semester trimester term season
    house back fair festival concert game sports athletics club budget grant grants funds money cost costs policy
    policies handbook contract union hr payroll hiring interview interviews vacancy posting position job team's
    district's school's google slack zoom drive docs sheets slides forms chromebook chromebooks ipad ipads canvas
    clever seesaw powerschool infinite kahoot map star nwea iready i-ready dibels acadience lexile eureka bridges
    wonders amplify fundations heggerty zearn illustrative core common success center samples sample voice
    portfolio portfolios square american african asian latino latina hispanic european native indigenous black
    white north south east west northern southern eastern western central upper lower covid flu strep fafsa act
    psat ged naep staar casel crisis response rich version summary update question questions answer answers idea
    ideas step steps item items list part point points issue issues problem barrier barriers commitment
    commitments concern concerns risk risks result results trend trends growth progress attempted voicemail none
    nothing everyone everybody nobody somebody someone anyone people person group groups partner partners
    partnership partnerships liaison volunteer volunteers mentors tutor tutors engagement involvement association
    pta pto university outreach workshops academy contact contacts
    """
)
# Endings that everyday words have and given names hardly ever; only for words the guard doesn't know as a name.
ENDINGS = (
    "ing",
    "tion",
    "tions",
    "sion",
    "sions",
    "ment",
    "ments",
    "ness",
    "ity",
    "ities",
    "ful",
    "ies",
    "ally",
    "ive",
)
DATED = words("period hour block floor row place time avenue street of day week month quarter")
GRADE_WORDS = {
    "first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5, "sixth": 6, "seventh": 7, "eighth": 8, "ninth": 9,
    "tenth": 10, "eleventh": 11, "twelfth": 12,
}  # fmt: skip
SEASONS = words("april june august summer autumn")  # names where an age or "a 3rd grader" follows
VERBS = words(
    """
    is was has had needs gets got cannot can can't reads said says did does keeps came hit left went wants
    """
)
PARTICLES = words("van von de la del el al st")
ONWARD = words("and but that now since so because or which from for with in at who while until when already this")
AGE_WORDS = {
    "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10, "eleven": 11, "twelve": 12,
    "thirteen": 13, "fourteen": 14, "fifteen": 15, "sixteen": 16, "seventeen": 17, "eighteen": 18,
}  # fmt: skip
