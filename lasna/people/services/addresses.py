"""An organisation's word in public addresses."""

from django.utils.text import slugify

from lasna.people.models import Organisation


def give_slug(organisation: Organisation) -> None:
    """From its name, once: an address that people keep does not change with the name."""
    if organisation.slug is not None:
        return
    wanted = slugify(organisation.name)[:40] or "organisation"
    taken = Organisation.objects.filter(slug=wanted).exists()
    organisation.slug = f"{wanted}-{organisation.pk}" if taken else wanted
    organisation.save(update_fields=["slug"])
