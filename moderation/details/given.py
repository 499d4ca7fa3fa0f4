"""First names often given in the United States and in Spanish-speaking countries: a pair with one of them is likely a name."""

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
