"""Given names that are common in schools. Not complete: it only lets the guard be surer of a word."""

from bot.rules.students.wordlists import words

# Also everyday words: names only where the writer gives them a capital inside a sentence.
DOUBLE = words(
    """
    ace angel art asia ash aurora bay bill blue bob brandy brook brooklyn buddy cash chance chase christian chuck
    clay cliff cole crystal daisy dakota dale dallas dawn dean deja denver destiny dove drew earl easton eden
    ember faith felicity flora forest frank gene genesis ginger glen grace grant guy harmony harvest haven hazel
    heath heaven holly honor hope hunter iris ivy jack jade jasmine jay jersey jimmy journey joy june justice kale
    king lake lance liberty lily lincoln london lucky major marina mark mason max melody mercy miles miracle misty
    nova ocean olive pages paris parker pat patience pearl penny phoenix piper poppy precious prince princess
    queen rain ray reed reign remy rich river rob robin rocky rod roman rose royal ruby rusty ryder sage sandy
    savannah saint scout serenity sierra skip sky skyler sonny star stella sterling stone storm summer sunny
    tanner taylor teddy trinity trip victor viola violet ward wade warren west will wren young zion jordan kelly
    logan austin houston madison jackson washington jefferson franklin carter cooper harper tyler harrison wilson
    kennedy reagan lee rosa park douglass garfield monroe tubman ellis bailey page
    """
)

GIVEN = DOUBLE | words(
    """
    nevaeh hakeem aaliyah aaron abby abdul abdullah abel abigail abraham abril ada adalyn adam addison adela adele
    adelina adrian adriana adriel ahmad ahmed aidan aiden aisha aiyana alan alana alani alayna albert alberto
    alejandra alejandro alex alexa alexander alexandra alexis alfredo ali alice alicia alina alisha alison aliyah
    allen allison alma alondra alonzo althea alvaro alyssa amal amanda amara amari amber amelia amina amir amira
    amit amiyah amy ana anais anastasia anaya anders andre andrea andres andrew andy angela angelica angelina
    angelo anika anita aniya aniyah ann anna annabelle anne annie anthony antoine antonio antwan anya aria ariana
    ariel ariella armando armani arnav arthur arturo arya asher ashley ashton athena aubrey audrey ava avery axel
    ayaan ayana ayanna ayesha ayla aylin barbara beatrice beatriz beau becky bella ben benjamin bennett benny
    bernice beth bethany bianca billy blake bobby braden bradley brady brandon brayan brayden breanna brenda
    brendan brennan brent bria brian briana brianna bridget britney brittany brody bruce bruno bryan bryant bryce
    bryson byron caden caitlin caleb callie calvin camden cameron camila camilla camille camilo candice carla
    carlos carmen carol carolina caroline carrie carson casey cassandra cassidy catalina catherine cecilia cedric
    celeste celia cesar chad chandra charles charlie charlotte chelsea cheyenne chloe chris christina christine
    christopher cindy claire clara clarence claudia clayton clinton cody colby colin connor conor corey cory
    courtney craig cristian cristina curtis cynthia daisha dalia damari damian damien damon dan dana dandre daniel
    daniela daniella danielle danny dante daphne daquan daria darian dario darius darnell darrell darren darryl
    dave david davion dayana deandre debbie deborah deion delilah demarcus demetrius denise dennis deon derek
    derrick deshaun deshawn desiree desmond devin devon devonte dexter diana diego dillon dominic dominique don
    donald donna donovan donte doris dorothy doug douglas dulce dustin dwayne dylan ebony eddie edgar eduardo
    edward edwin efrain eileen elaine eleanor elena eli eliana elias elijah elisa elise elizabeth ella ellen ellie
    elliot elliott elsa elvira emanuel emely emerson emiliano emilia emilio emily emma emmanuel enrique eric erica
    erick erik erika erin ernesto esmeralda esperanza estefania esteban estela esther estrella ethan eugene eva
    evan evelyn everett ezekiel ezra fabian farah fatima fatou felipe felix fernanda fernando fiona floyd frances
    francesca francis francisco freddy frederick gabriel gabriela gabriella gael gary gavin genevieve george
    gerald gerardo gianna gilbert gina giovanni giselle gladys gloria gonzalo graciela graham greg gregory greta
    guadalupe guillermo gustavo gwen hailey haley hamza hana hannah hannan harold harry hassan hayden hayley
    heather hector heidi helen helena henry hilda hoa hugo hussein ian ibrahim idris ignacio iman imani ines
    ingrid irene isaac isabel isabela isabella isaiah isaias ismael israel itzel ivan ivana izaiah jabari jace
    jacinda jackie jackeline jacob jacqueline jada jaden jadon jaelyn jahiem jaime jair jairo jake jakob jalen
    jamal jamar jamari james jamie jamila jamir jan jana jane janelle janet janiya janiyah jaquan jared jaslene
    jason javier javion javon jaxon jayce jaycee jayda jayden jaylah jaylen jaylin jaylon jayson jazmin jazmine
    jean jeff jeffrey jenna jennifer jenny jeremiah jeremy jermaine jerome jerry jesse jessica jessie jesus jill
    jim joan joanna joaquin jocelyn jody joe joel joey johan johanna john johnny jonah jonas jonathan jorge jose
    joseph josephine josh joshua josiah josue joyce juan juana juanita judith judy julia julian juliana julianna
    julie julien juliet julio julissa julius justin kadijah kaden kai kaia kaitlyn kaleb kamari kamila kamiyah
    kara kareem karen karim karina karla kate katelyn katherine kathleen kathryn kathy katie katrina kayden kayla
    kaylee kaylin keandre keegan keisha keith kelsey kelvin ken kendall kendra kendrick kenia kenneth kenny kenya
    kevin keyshawn khadija khalid khalil khloe kiana kiara kim kimberly kimora kirsten kobe kristen kristin
    kristina kristopher krystal kwame kyla kyle kylee kylie kyra lamar lamont laila landon lara larry lashawn
    latasha latisha latoya laura lauren laurie lawrence layla lea leah leandro leilani leila lena leo leon leona
    leonard leonardo leonel leslie leticia levi lexi liam liana lila liliana lillian linda lindsay lindsey lisa
    lizbeth liz lola lorenzo lori lorena lorraine louis louise luca lucas lucia luciana lucy luis luisa luka lukas
    luke luna luz lydia lyla lynn mackenzie maddie madeline madelyn magdalena mahmoud maia makayla makenna malachi
    malak malcolm maliyah malia malik mandy manuel mara marc marcela marcelo marco marcos marcus margaret
    margarita maria mariah mariam mariana maribel maricela marie mariela marilyn mario marisa marisol marissa
    marlene marlon marquis marquise marshall martha martin marvin mary maryam mateo mathew matias matt matteo
    matthew maura maureen maurice mauricio maverick maximus maya mckenna mckenzie megan mei melanie melissa melvin
    mercedes meredith mia micah micaela michael michaela michele michelle miguel mike mikayla mila milagros milo
    mina mindy minh miranda miriam misael mohamed mohammad mohammed moises mona monica monique monserrat morgan
    moses muhammad mustafa mya myles myra nadia nadine naima nancy naomi natalia natalie nataly nathan nathaniel
    nayeli neil nelson nguyen nia nicholas nick nico nicolas nicole nina noah noe noel noelle noemi noor nora
    norma nyah nyla octavio odalys olga oliver olivia omar omari orlando oscar osvaldo owen pablo paige paloma
    pamela paola patricia patrick paul paula paulina paxton payton pedro perla peter peyton philip phillip porter
    preston priscilla priya quentin quincy quinn quinton rachel rafael ralph ramiro ramon randall randy raquel
    rashad rashawn raul raven rebecca reese regina reginald reina rene renee reuben reyna ricardo richard ricky
    riley rita robert roberta roberto rocio rodney rodolfo rodrigo rogelio roger rohan roland rolando ron ronald
    ronnie roosevelt rosalia rosalind rosario rosemary rosie ross rowan roxana roy ruben rudy rufus russell ruth
    ryan rylee sabrina sadie saeed sahra salma salvador sam samantha samara samir samira samuel sandra santiago
    santos sara sarah sasha saul savanna sean sebastian selena selma serena sergio seth shakira shanice shania
    shanna shannon shaquille shari sharon shaun shawn shayla sheila shelby sheldon shelly sherry shirley shreya
    sidney sienna silas silvia simon simone skylar sofia soledad solomon sonia sophia sophie spencer stacey stacy
    stanley stefan stephanie stephen steve steven stuart susan susana susie suzanne sydney sylvia tabitha talia
    tamara tamia tamika tammy tania tanisha tanya tara tariq tasha tatiana tavion teagan terence teresa terrance
    terrell terry tess tessa thalia theodore theresa thiago thomas tia tiana tiffany tim timothy tina toby todd
    tom tomas tommy toni tony tonya tori tracy travis tre trent trenton trevon trevor trey treyvon trisha tristan
    troy tyree tyrell tyrese tyrone tyson ulises uriel valentina valeria valerie vanessa vera veronica vicente
    vicky victoria vincent virginia vivian viviana walter wanda wayne wendy wesley whitney willa william willie
    wyatt xander xavier ximena xiomara yahir yadira yamileth yasmin yazmin yesenia yolanda yosef yousef yuki yusuf
    yvette yvonne zac zachariah zachary zack zahra zaire zander zane zara zariah zayden zeke zelda zoe zoey zuri
    """
)
