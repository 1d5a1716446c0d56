"""`/ngay-nghi`: the days off of each year; a year's notice entered once it is out."""

from web.office.holidays import entering, one_year
from web.office.holidays.section import SECTION

__all__ = ["SECTION", "entering", "one_year"]
