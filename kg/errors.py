"""Everything that On Record raises on purpose, under one base.

    OnRecordError
    ├── ReadingError          an input file or one of its entries cannot be read as an article
    ├── ExtractionError       an article cannot be analysed (language, size, time)
    ├── GazetteerError        a data file of the gazetteer is not as it must be
    ├── GoldError             an annotation is not as it must be
    ├── RecordError           a record breaks its contract: a span off its text, a dangling id
    ├── ValidationError       an article's graph does not conform to the shapes
    ├── RuleError             rules or ratings that the operator gives for inference are not as they must be
    ├── ClusterError          the cluster cannot be reached, or cannot do its part
    ├── StoreError            the store is missing, foreign, damaged or cannot be written
    │   └── StoreLockedError  another process is writing the store
    ├── QueryError            a query cannot be parsed or evaluated
    │   ├── QuerySyntaxError  it is not SPARQL 1.1, or not of a kind allowed here
    │   ├── InvalidIriError   what is to be an IRI is none
    │   ├── EvaluationError   it asks for what cannot be evaluated, as a function that is not known
    │   ├── QueryRefusedError it asks for what is not allowed (SERVICE, update)
    │   ├── QueryTimeoutError it takes longer than it may
    │   ├── QueryMemoryError  it needs more memory than it may have
    │   ├── BusyError         too many queries are being answered, this one was not
    │   └── UnknownQueryError no shipped query has this name, or a parameter is wrong
    ├── ReviewError           a decision cannot be taken: unknown row, wrong field or value, nobody's name
    ├── ExportError           an export cannot be written: a package is missing, an entity does not fit
    ├── NotFoundError         nothing in the graph has this IRI or id
    └── SettingsError         an environment variable holds a value of the wrong form

A message says what went wrong, shows the value with repr(), and says what was expected.
"""


class OnRecordError(Exception):
    """Base of every error that On Record raises on purpose."""


class ReadingError(OnRecordError):
    """An input cannot be read as an article."""


class ExtractionError(OnRecordError):
    """An article cannot be analysed."""


class GazetteerError(OnRecordError):
    """A data file of the gazetteer is not as it must be."""


class GoldError(OnRecordError):
    """An annotation is not as it must be."""


class RecordError(OnRecordError):
    """A record breaks its contract."""


class ValidationError(OnRecordError):
    """An article's graph does not conform to the shapes."""


class RuleError(OnRecordError):
    """Rules or ratings that the operator gives for inference are not as they must be."""


class ClusterError(OnRecordError):
    """The cluster cannot be reached, or cannot do its part."""


class StoreError(OnRecordError):
    """The store is missing, foreign, damaged or cannot be written."""


class StoreLockedError(StoreError):
    """Another process is writing the store."""


class QueryError(OnRecordError):
    """A query cannot be parsed or evaluated."""


class QuerySyntaxError(QueryError):
    """The text is not a SPARQL 1.1 query."""


class InvalidIriError(QueryError):
    """What is to be an IRI is none."""


class EvaluationError(QueryError):
    """The query asks for what cannot be evaluated, as a function that is not known."""


class QueryRefusedError(QueryError):
    """The query asks for something that is not allowed here."""


class QueryTimeoutError(QueryError):
    """The query takes longer than it may."""


class QueryMemoryError(QueryError):
    """The query needs more memory than it may have."""


class BusyError(QueryError):
    """Too many queries are being answered at once: this one was not."""


class UnknownQueryError(QueryError):
    """No shipped query has this name, or one of its parameters is wrong."""


class ReviewError(OnRecordError):
    """A decision on what the machine found cannot be taken."""


class ExportError(OnRecordError):
    """An export cannot be written: a package is not installed, or an entity does not fit the form."""


class NotFoundError(OnRecordError):
    """Nothing in the graph has this IRI or id."""


class SettingsError(OnRecordError):
    """A setting holds a value of the wrong form."""
