"""Who says what, from text to speaker, in manners of the genre that parse badly; all sentences are ours."""

from __future__ import annotations

import pytest
from sayings import said

from kg.extract import Extractor
from kg.settings import Settings


@pytest.fixture(scope="module")
def extractor() -> Extractor:
    return Extractor(Settings())


WHICH_SIDE = [
    (  # what follows only tells how, when or with what it was said
        "Two depots were hit by shells on Monday the ministry said without saying who was behind it.",
        [("the ministry", "Two depots were hit by shells on Monday")],
    ),
    (
        "Tanks shelled the old town on Monday killing four people residents said a day after a truce broke down.",
        [("residents", "Tanks shelled the old town on Monday killing four people")],
    ),
    (
        "Nine people died when shells hit the market a local doctor said as soldiers moved into the suburbs.",
        [("a local doctor", "Nine people died when shells hit the market")],
    ),
    (
        "Soldiers took the bridge, Adnan Salman, a spokesman for the brigade, said, ahead of the talks in May.",
        [("Adnan Salman", "Soldiers took the bridge")],
    ),
    (  # a stop was lost
        "A rocket hit a clinic in the north on Saturday the governor said The clinic is near the border.",
        [("the governor", "A rocket hit a clinic in the north on Saturday")],
    ),
]

NOBODY_SAID = [
    "“The road is open.” The agency wrote to the ministry but was not answered.",
    "The raids add pressure on the fighters in the town.",
    "Guards marched 18 prisoners said to be officers to the river.",
    "The crackdown on protests demanding reforms has left many people homeless.",
    "Soldiers of the brigade advanced for days, hoping to encircle the town.",
    "The brigade struck the convoy, claiming scores of militants.",
    "Neither the Peshmerga nor the coalition blamed anybody for the fire.",
    "The group seized the town, declaring an emirate.",
    "It determines whose planes are seen according to type and altitude.",
    "The report, “All Possible Care? How Strikes Were Planned in Raqqa,” examines two attacks.",
]

GLUED = [
    (
        "Air strikes killed at least 80 people in Hama rights groups said.",
        [("rights groups", "Air strikes killed at least 80 people in Hama")],
    ),
    (
        "The explosions the sources affirmed caused no casualties but left huge damage.",
        [("the sources", "caused no casualties but left huge damage")],
    ),
    (
        "The largest movement in northern Syria the Democratic Union Party (PYD) dismissed the offer as unjustified.",
        [("Democratic Union Party (Syria)", "the offer as unjustified")],
    ),
    (
        "Fighters entered the town an organisation tracking the war said on Friday.",
        [("an organisation tracking the war", "Fighters entered the town")],
    ),
    (
        "According to the Syrian Observatory heavy shelling hit the province.",
        [("Syrian Observatory for Human Rights", "heavy shelling hit the province")],
    ),
    (
        "Fighting goes on in the east According to SANA news agency militants fired shells on the town.",
        [("Syrian Arab News Agency", "militants fired shells on the town")],
    ),
    ("According to UN estimates more than 200 people died.", [("United Nations", "more than 200 people died")]),
    (
        "Speaking to Rudaw, a guard who asked not to be named said the gate was open.",
        [("a guard who asked not to be named", "the gate was open")],
    ),
    (
        "Speaking to Rudaw PYD spokesman Adnan Salman said that the road was open.",
        [("Adnan Salman", "the road was open")],
    ),
    (
        "Governor Adnan Salman left. The north has seen nothing like it since World War II Salman said.",
        [("Adnan Salman", "The north has seen nothing like it since World War II")],
    ),
    (
        "A blast killed six people including a nurse from the town clinic state media said Friday.",
        [("state media", "A blast killed six people including a nurse from the town clinic")],
    ),
    (
        "MOSCOW October 18 (RIA Novosti) - The Syrian Observatory for Human Rights announced that ten men had died.",
        [("Syrian Observatory for Human Rights", "ten men had died")],
    ),
    (
        "Fire on the town has grown with the Syrian Observatory for Human Rights monitor saying a shell hit a school.",
        [("Syrian Observatory for Human Rights", "a shell hit a school")],
    ),
    (
        "“This is not enough,” General Adnan Salman the commander for the region warned.",
        [("Adnan Salman", "“This is not enough,”")],
    ),
]

FORMS = [
    ("Still, the fund warned that prices would rise.", [("the fund", "prices would rise")]),
    (
        "Prime Minister Theresa May said this week that the town was safe.",
        [("Theresa May", "the town was safe")],
    ),
    (
        "The chancellor, Adnan Salman, commended the guards: “You saved lives tonight.”",
        [("Adnan Salman", "“You saved lives tonight.”")],
    ),
    (
        "The council held the brigade responsible for the fire in the market.",
        [("The council", "the brigade responsible for the fire in the market")],
    ),
    (
        "Nine men died, according to a doctor, taking the toll to more than 30.",
        [("a doctor", "Nine men died")],
    ),
    (
        "Ten residents said that their homes were struck without warning.",
        [("Ten residents", "their homes were struck without warning")],
    ),
    (
        "Governor Adnan Salman, also the commander of the brigade, declared that the town was free.",
        [("Adnan Salman", "the town was free")],
    ),
    (
        "According to Save the Children more than 4200 schools have been damaged.",
        [("Save the Children", "more than 4200 schools have been damaged")],
    ),
    (
        "The bridge was hit, SANA reported, citing a source at the ministry.",
        [("Syrian Arab News Agency", "The bridge was hit"), ("a source at the ministry", "The bridge was hit")],
    ),
    (
        "Four clinics were shelled in the north Al Jazeera reported Monday citing a local doctor.",
        [
            ("Al Jazeera", "Four clinics were shelled in the north"),
            ("a local doctor", "Four clinics were shelled in the north"),
        ],
    ),
    (
        "The group put the toll at 83, while quoting a nurse as saying that many had fled.",
        [("The group", "the toll at 83"), ("a nurse", "many had fled")],
    ),
    (
        "The mayor said, according to state TV, that nine houses had burned.",
        [("The mayor", "nine houses had burned"), ("state TV", "nine houses had burned")],
    ),
    (
        "As the report reveals, shells hit four clinics in the north.",
        [("the report", "shells hit four clinics in the north")],
    ),
    (
        "Islamic State took responsibility for the attack in a statement.",
        [("Islamic State", "responsibility for the attack")],
    ),
    (
        "The league's chief urged the inspectors in a statement to go to the town at once.",
        [("The league's chief", "the inspectors in a statement to go to the town at once")],
    ),
    (
        "Saudi Arabia called on Wednesday for an emergency meeting.",
        [("Government of Saudi Arabia", "an emergency meeting")],
    ),
    (
        "One soldier had been killed, the deputy commander went on to say.",
        [("the deputy commander", "One soldier had been killed")],
    ),
    (
        "The town is ours now coalition leader Adnan Salman told a news channel condemning the raids as a crime.",
        [("Adnan Salman", "The town is ours now"), ("Adnan Salman", "the raids as a crime")],
    ),
    (
        "#Aleppo — The Syrian Defence Ministry: Our forces took the road.",
        [("Ministry of Defence (Syria)", "Our forces took the road.")],
    ),
    (
        '@TownRescueTeam: "We found four bodies this morning."',
        [("@TownRescueTeam", '"We found four bodies this morning."')],
    ),
    (
        "The mayor of the town, Adnan Salman, was angry: “Nobody came to help,” he told reporters.",
        [("Adnan Salman", "“Nobody came to help,”")],
    ),
    (
        "The body of a shepherd kidnapped a day ago was found in a well, the officer, who asked not to be named, "
        "told the agency.",
        [
            (
                "the officer",
                "The body of a shepherd kidnapped a day ago was found in a well",
            )
        ],
    ),
    (
        "The forces detained 22 militants, the SDF media center announced.",
        [("the SDF media center", "The forces detained 22 militants")],
    ),
    (
        "The group said it was behind the attack, in a statement carried by its news agency.",
        [("The group", "it was behind the attack")],
    ),
    (
        "The group said it had shot down the drone, in a video posted on Telegram on Monday.",
        [("The group", "it had shot down the drone")],
    ),
    (
        "A reporter in Hama said that army units targeted with artillery and rockets gatherings of rebels.",
        [("A reporter in Hama", "army units targeted with artillery and rockets gatherings of rebels")],
    ),
    (
        "A source at the hospital gave a lower toll, saying four bodies had been received.",
        [("A source at the hospital", "four bodies had been received")],
    ),
    (
        "Two of the men were arrested, a security official, requesting anonymity, told AFP news agency.",
        [("a security official", "Two of the men were arrested")],
    ),
    (
        "More than 40 fighters died when rebels stormed a base late on Tuesday, a US official said.",
        [("a US official", "More than 40 fighters died when rebels stormed a base late on Tuesday")],
    ),
    (
        "Nine people, three of them children, were killed when jets bombed a convoy in the border town of Ras al-Ain "
        "on Sunday, the Kurdish-led Syrian Democratic Forces (SDF) and a war monitor said.",
        [
            (
                "Syrian Democratic Forces",
                "Nine people, three of them children, were killed when jets bombed a convoy in the border town of "
                "Ras al-Ain on Sunday",
            )
        ],
    ),
    (
        "According to a statement by Central Command, some 300 troops, backed by tanks, attacked a post in Hama.",
        [("United States Central Command", "some 300 troops, backed by tanks, attacked a post in Hama")],
    ),
    (
        "Two men were shot dead in Daraa, the National Army, also known as the NDF, said.",
        [("Syrian National Army", "Two men were shot dead in Daraa")],
    ),
    (
        "Four of the family were killed, a sister of one of the dead told a local reporter working with CNN.",
        [("a sister of one of the dead", "Four of the family were killed")],
    ),
    (
        "The agency released footage which it said showed the wreckage.",
        [("The agency", "showed the wreckage")],
    ),
    (
        "Rebels claimed to have shot down a helicopter near Saraqeb in a video posted online.",
        [("Rebels", "to have shot down a helicopter near Saraqeb")],
    ),
    (
        "The minister said between 10 and 15 gunmen were still inside the hotel.",
        [("The minister", "between 10 and 15 gunmen were still inside the hotel")],
    ),
    (
        "The group said on its Twitter feed that it had carried out the attack.",
        [("The group", "it had carried out the attack")],
    ),
    (
        "The chief of the alliance condemned the air strikes after talks with the minister.",
        [("The chief of the alliance", "the air strikes")],
    ),
    (
        "Turkish media said Monday's car bombing in Gaziantep was the work of militants.",
        [("Turkish media", "Monday's car bombing in Gaziantep was the work of militants")],
    ),
    (
        "Ten people were killed in what the army described as a cowardly attack on Hama.",
        [("the army", "a cowardly attack on Hama")],
    ),
    (
        "The king recalled his ambassador in Damascus and said the killing had to stop.",
        [("The king", "the killing had to stop")],
    ),
    (
        "They put the number of dead at 49, while a doctor in Douma, reached via WhatsApp, said he had seen 35 bodies.",
        [("They", "the number of dead at 49"), ("a doctor in Douma", "he had seen 35 bodies")],
    ),
    (
        "A doctor in the town, contacted by phone, said two had died.",
        [("A doctor in the town", "two had died")],
    ),
    (
        'SANA, citing an official source, called the reports "farcical".',
        [
            ("Syrian Arab News Agency", 'the reports "farcical"'),
            ("an official source", 'the reports "farcical"'),
        ],
    ),
    (
        "The main armed group in the town, Jaish al-Islam, accused government helicopters of dropping barrel bombs.",
        [("Jaysh al-Islam", "government helicopters of dropping barrel bombs")],
    ),
    (
        "Forces have found two mass graves near Hawija, the governor of Kirkuk, Rakan Said, announced on Saturday.",
        [("Rakan Said", "Forces have found two mass graves near Hawija")],
    ),
    (
        "A shepherd, Saad Abbas, 25, described to reporters how the men would drive around with their captives.",
        [("Saad Abbas", "how the men would drive around with their captives")],
    ),
    (
        "Guards shot dead at least seven protesters in Nasiriyah, medical and police sources said.",
        [("medical and police sources", "Guards shot dead at least seven protesters in Nasiriyah")],
    ),
    (
        "The rebels say they killed 70 soldiers, while the mission gave no figure.",
        [("The rebels", "they killed 70 soldiers")],
    ),
    (
        "Five miners were found dead in Mach on Sunday, an official said; nobody has said that he did it.",
        [("an official", "Five miners were found dead in Mach on Sunday")],
    ),
    (
        "The government accused the Houthis of shelling a prison in Taiz, killing five inmates; they said nothing.",
        [("Government of Yemen", "the Houthis of shelling a prison in Taiz, killing five inmates")],
    ),
    ("Ansar al-Sharia denied taking part.", [("Ansar al-Sharia (Libya)", "taking part")]),
    (
        "Residents said guards had fired on crowds. - The mayor left the town in July.",
        [("Residents", "guards had fired on crowds")],
    ),
    (
        "Speaking on condition of anonymity, a clerk at the ministry told Rudaw that the talks went on.",
        [("a clerk at the ministry", "the talks went on")],
    ),
    (
        "Speaking to the Erbil Now website, the source, who asked to remain anonymous, said the road was shut.",
        [("the source", "the road was shut")],
    ),
    (
        "Governor Adnan Salman, asked whether the bridge would open, said that it would not.",
        [("Adnan Salman", "it would not")],
    ),
    (
        "Four guards were hurt in Hama province, head of the Centre for Mine Clearance in Syria Major General Adnan "
        "Salman said on Friday.",
        [("Adnan Salman", "Four guards were hurt in Hama province")],
    ),
    (
        "Iraq's Ambassador to Russia Adnan Salman told the agency that the deal was off.",
        [("Adnan Salman", "the deal was off")],
    ),
    (
        "The death toll from Sunday's raid in the Syrian city of Homs has risen to 25, Syria's official SANA news "
        "agency reports.",
        [("Syrian Arab News Agency", "The death toll from Sunday's raid in the Syrian city of Homs has risen to 25")],
    ),
    (
        '"The talks are under way," Adnan Salman was cited as saying by the RIA Novosti news agency.',
        [("Adnan Salman", '"The talks are under way,"')],
    ),
    (
        "Governor Adnan Salman stepped down. Al-Sabah newspaper quoted him as denying that he was ill.",
        [("Al-Sabah (Iraq)", "him as denying that he was ill"), ("Adnan Salman", "he was ill")],
    ),
    (
        "Residents told SANA that jets hit the market, claiming the lives of five people.",
        [("Residents", "jets hit the market, claiming the lives of five people")],
    ),
    (
        "The office interviewed nine witnesses, including three nurses, who said the roof fell in.",
        [("nine witnesses, including three nurses", "the roof fell in")],
    ),
    (
        "The clerk said that, according to early data, the drones came from the north.",
        [
            ("The clerk", "according to early data, the drones came from the north"),
            ("early data", "the drones came from the north"),
        ],
    ),
    (
        "Al Masirah cited health ministry spokesman Abdul-Salam al-Haddad as saying that two roads were shut.",
        [
            (
                "Al Masirah",
                "health ministry spokesman Abdul-Salam al-Haddad as saying that two roads were shut",
            ),
            ("Abdul-Salam al-Haddad", "two roads were shut"),
        ],
    ),
    (
        "Damascus rejected a report accusing the police of burning nine farms.",
        [
            ("Government of Syria", "a report accusing the police of burning nine farms"),
            ("a report", "the police of burning nine farms"),
        ],
    ),
    (
        "“There was nobody but the sick,” said Adnan Salman, a surgeon who asked that his real name not be used.",
        [("Adnan Salman", "“There was nobody but the sick,”")],
    ),
    (
        '"We are ready for talks," Adnan Salman said, "but not at any price."',
        [("Adnan Salman", '"We are ready for talks,"')],
    ),
    (
        "“They took the doors,” a mechanic who gave his name as Abu Samir said via a messaging app.",
        [("Abu Samir", "“They took the doors,”")],
    ),
    (
        "(CNN) Two bridges were shut on Sunday, the mayor said.",
        [("the mayor", "Two bridges were shut on Sunday")],
    ),
    (
        "Governor Adnan Salman, without giving proof, blamed the police for the fire.",
        [("Adnan Salman", "the police for the fire")],
    ),
    (
        "The clinic's press desk was shut. The mayor emailed: “We know nothing of it.”",
        [("The mayor", "“We know nothing of it.”")],
    ),
    (
        "A Yemeni official close to President Abdrabbuh Mansur Hadi told the paper that the talks were off.",
        [("A Yemeni official close to President Abdrabbuh Mansur Hadi", "the talks were off")],
    ),
    (
        "Governor Adnan Salman left. The talks failed, the government-run Saba news agency reported.",
        [("Saba News Agency (Houthi-run)", "The talks failed")],
    ),
    (
        "Iran's Revolutionary Guards said that they struck a base. It was “in return”, read the statement, which was "
        "carried by Fars.",
        [
            ("Islamic Revolutionary Guard Corps", "they struck a base"),
            ("Islamic Revolutionary Guard Corps", "It was “in return”"),
        ],
    ),
    (
        "The toll rose to 43 civilians, most of them women and children, a source at Damascus Police Command said.",
        [
            (
                "a source at Damascus Police Command",
                "The toll rose to 43 civilians, most of them women and children",
            )
        ],
    ),
    (
        "Police arrested a cell in Sulaimani province, a statement from the Directorate General of Security in "
        "Sulaimani read on Sunday.",
        [("Directorate General of Security", "Police arrested a cell in Sulaimani province")],
    ),
    (
        "MOSCOW. Aug 16 (Interfax) - Guards at the airbase have shot down five drones, Rear Admiral Adnan Salman told "
        "reporters.",
        [("Adnan Salman", "Guards at the airbase have shot down five drones")],
    ),
    (
        "“There was no damage at all,” Adnan Salman said, as quoted by the press service.",
        [
            ("the press service", "“There was no damage at all,” Adnan Salman said"),
            ("Adnan Salman", "“There was no damage at all,”"),
        ],
    ),
    ("A medic confirmed the toll to AFP.", [("A medic", "the toll")]),
    (
        "A commander in the alliance backing Assad said it was an empty hall, without elaborating.",
        [("A commander in the alliance backing Assad", "it was an empty hall")],
    ),
    ("The UN envoy warned on Tuesday of famine in the valley.", [("The UN envoy", "famine in the valley")]),
    (
        "The army shot down two drones on Thursday, the Jordan Armed Forces (JAF) said in a statement carried by the "
        "Jordan News Agency, Petra.",
        [("Jordanian Armed Forces", "The army shot down two drones on Thursday")],
    ),
    (
        "President Adnan Salman told his cabinet, according to the daily Sabah, that “nobody will be spared”.",
        [
            ("Adnan Salman", "“nobody will be spared”"),
            ("Sabah", "“nobody will be spared”"),
        ],
    ),
    (
        "KANDAHAR CITY (Pajhwok): Guards shut two bridges in the southern province, officials said.",
        [("officials", "Guards shut two bridges in the southern province")],
    ),
    ("Adnan Salman announced the raids on his X account.", [("Adnan Salman", "the raids")]),
    (
        "Tehran “strongly rejects” such talk, spokesman Adnan Salman said in comments carried by state media.",
        [("Adnan Salman", "Tehran “strongly rejects” such talk")],
    ),
    (
        "PMF chief of staff Abu Samir al-Salman was quoted as saying that the base was calm.",
        [("Abu Samir al-Salman", "the base was calm")],
    ),
    (
        "An official said the group was to blame, while stopping short of accusing Baghdad of the raid.",
        [("An official", "the group was to blame")],
    ),
    (
        "Adnan Salman, governor of Hama and leader of the Syrian Democratic Forces, wrote that nobody had fled.",
        [("Adnan Salman", "nobody had fled")],
    ),
    (
        "Spokesperson Adnan al-Salman said Baghdad “reserves the right” to complain to the UN.",
        [("Adnan al-Salman", "Baghdad “reserves the right” to complain to the UN")],
    ),
    (
        "Asked by RFI, an officer who did not want to be identified conceded that “mistakes may have been made”.",
        [("an officer who did not want to be identified", "“mistakes may have been made”")],
    ),
    (
        "The PKK's armed wing, the People's Defense Forces (HPG), said two had died.",
        [("People's Defence Forces", "two had died")],
    ),
    (
        "Kurdish officials, including Deputy Prime Minister Adnan Salman, said that they would wait.",
        [("Kurdish officials, including Deputy Prime Minister Adnan Salman", "they would wait")],
    ),
]


NAMES = [
    ("On Monday the reporters met the governor of the province, Rakan Said.", []),
    ("Our reporter talked to Kirkuk governor Rakan Said.", []),
    (
        "The mayor, Ahmed Said, said two roads were shelled. Police chief Ali Said confirmed that one was closed.",
        [("Ahmed Said", "two roads were shelled"), ("Ali Said", "one was closed")],
    ),
]
INTERVIEWS = [
    (
        "DUHOK – Kurdistan 24 met Dr. Lina Aziz, who runs a clinic in a camp.\n\nKurdistan 24: Who hit the camp?\n\n"
        "Aziz: Two jets did, and three women died.\n\nCasualties: three women.",
        [("Lina Aziz", "Two jets did, and three women died.")],
    ),
    (
        "In an interview, Brig. Gen. Yahya Rasool spoke of Hawija.\n\nQ: How is it there?\n\nA: It is calm now.",
        [("Yahya Rasool", "It is calm now.")],
    ),
    (  # a place named after a word that may be a first name
        "Shells fell in West Raqqa on Monday.\n\nRaqqa: two killed in the shelling of a market.",
        [],
    ),
]


@pytest.mark.parametrize(("text", "expected"), [*WHICH_SIDE, *GLUED, *FORMS, *NAMES, *INTERVIEWS])
def test_statements_are_whole(text: str, expected: list[tuple[str, str]], extractor: Extractor) -> None:
    assert said(text, extractor) == expected


@pytest.mark.parametrize("text", NOBODY_SAID)
def test_what_only_looks_like_saying_is_none(text: str, extractor: Extractor) -> None:
    assert said(text, extractor) == []
