"""First names often given in English- and Spanish-speaking countries: a pair with one of them is likely a name."""

from __future__ import annotations

_NAMES = """
    Mary Patricia Jennifer Linda Elizabeth Barbara Susan Jessica Sarah Karen Lisa Nancy Betty Margaret Sandra Ashley Kimberly
    Emily Donna Michelle Carol Amanda Melissa Deborah Stephanie Rebecca Sharon Laura Cynthia Dorothy Amy Kathleen Angela Shirley
    Emma Brenda Pamela Nicole Anna Samantha Katherine Christine Debra Rachel Carolyn Janet Maria Olivia Heather Helen Catherine
    Diane Julie Victoria Joyce Lauren Kelly Christina Ruth Joan Virginia Judith Evelyn Hannah Andrea Megan Cheryl Jacqueline
    Madison Teresa Abigail Sophia Martha Sara Gloria Janice Kathryn Ann Isabella Judy Charlotte Julia Grace Amber Alice Jean
    Denise Frances Danielle Marilyn Natalie Beverly Diana Brittany Theresa Kayla Alexis Doris Lori Tiffany Crystal Tammy Dawn Tina
    Misty Erica Monica Vanessa Veronica Jasmine Bianca Latoya Keisha Tanisha Ebony Destiny Brianna Jenna Courtney Chelsea Kristen
    Kristin James Robert John Michael David William Richard Joseph Thomas Christopher Charles Daniel Matthew Anthony Mark Donald
    Steven Andrew Paul Joshua Kenneth Kevin Brian Timothy Ronald George Jason Edward Jeffrey Ryan Jacob Gary Nicholas Eric
    Jonathan Stephen Larry Justin Scott Brandon Benjamin Samuel Gregory Alexander Patrick Frank Raymond Jack Dennis Jerry Tyler
    Aaron Jose Adam Nathan Henry Zachary Douglas Peter Kyle Noah Ethan Jeremy Walter Christian Keith Austin Roger Terry Sean
    Gerald Carl Dylan Harold Jordan Jesse Bryan Lawrence Arthur Gabriel Bruce Logan Albert Willie Alan Juan Luis Carlos Miguel
    Jorge Pedro Manuel Francisco Antonio Jesús Alejandro Ricardo Fernando Eduardo Javier Rafael Roberto Raúl Sergio Diego Andrés
    Mateo Santiago Héctor Óscar Rubén Marco Pablo Guadalupe Rosa Carmen Ana Juana Margarita Alejandra Leticia Gabriela Adriana
    Claudia Lucía Sofía Valentina Camila Mariana Daniela Fernanda Paola Karla Yolanda Silvia Beatriz Elena Marisol Esperanza
    Dolores Pilar Josefina Araceli Norma Irma Blanca Lorena Rocío Ximena Yesenia Marta Mercedes
"""
FIRST = frozenset(_NAMES.split())

_CHILDREN = """
    liam oliver elijah lucas mason levi sebastian jackson owen jayden wyatt carter julian grayson leo jaxon asher theodore lincoln
    isaiah ezra colton cameron landon connor jeremiah everett evan brayden bryson kaiden ayden aiden caden braxton gavin xavier
    kayden josiah easton nolan weston emmett silas roman emiliano iker thiago damian gael matias leonel ian axel braylon brantley
    zayden jaxson ryder maverick elias kingston jace maddox kaleb caleb tristan colin collin devin dominic micah finn jude declan
    ava amelia mia harper luna camila gianna evelyn aria layla chloe mila penelope riley zoey nora lily eleanor hazel aurora
    savannah brooklyn bella skylar lucy paisley everly naomi elena kennedy kinsley aaliyah ariana kylie caroline nevaeh serenity
    adalynn adelyn aubree aubrey addison makayla mckenzie mackenzie kaylee kayleigh hailey haylee bailey peyton payton jayla jaylen
    jazmin jasmyn trinity jocelyn josephine emery emersyn oaklynn raelynn ryleigh rylee brynlee brinley journee khloe leilani
    melody clara ivy stella violet quinn piper ruby sadie maya madelyn madeline isabelle alaina alina keira kiara tatiana
    ximena renata regina valeria romina julieta antonella mateo santino benicio facundo joaquin bautista nicolas tomas martina
    abril catalina victoria emilia renatita aitana leire nerea hugo alvaro izan unai rodrigo maximiliano alonso
    casper theo tyler tyson tanner tucker wren tilly saoirse niamh aoife ciara cillian oisin alfie archie freddie poppy isla freya
    imogen callum rhys ewan lachlan zara kai nico enzo dante amir malik jamal andre tyrone deshawn darius imani aniyah janiyah
"""
_WORDS_TOO = """
    grace mark will may april june amber crystal misty dawn destiny jack angel joy faith hope rose carol jean gloria jordan austin roger
    grant chase hunter summer autumn christian virginia carolina melody trinity serenity journey violet ruby ivy stella hazel harper
    lincoln kennedy brooklyn savannah bailey riley piper luna aurora victoria mercedes dolores esperanza pilar rosa blanca norma leo
    roman mason carter ryder regina abril peter willie frank jerry ray bill terry kai guadalupe marco poppy wren tanner tucker silas
    casper aria maverick jude easton weston kingston
"""
ANY = frozenset(name.lower() for name in FIRST) | frozenset(_CHILDREN.split())
LOW = ANY - frozenset(_WORDS_TOO.split())
"""Names in small letters that are nothing else: those of women, men and children."""
