"""The edition that a build is about: the domain and the project of its environment."""

from sphinx.environment import BuildEnvironment

from pressmark.site.domain import NAME, EditionDomain
from pressmark.site.project import TeiProject


def edition_of(env: BuildEnvironment) -> tuple[EditionDomain, TeiProject]:
    """What was read and where it comes from. Raises TypeError if pressmark.site is not set up."""
    return domain_of(env), project_of(env)


def domain_of(env: BuildEnvironment) -> EditionDomain:
    """The articles and records as they were read. Raises TypeError if pressmark.site is not set up."""
    domain = env.domains[NAME]
    if not isinstance(domain, EditionDomain):
        raise TypeError("pressmark.site is not set up")
    return domain


def project_of(env: BuildEnvironment) -> TeiProject:
    """The pages and the TEI files behind them. Raises TypeError if pressmark.site is not set up."""
    if not isinstance(env.project, TeiProject):
        raise TypeError("pressmark.site is not set up")
    return env.project
