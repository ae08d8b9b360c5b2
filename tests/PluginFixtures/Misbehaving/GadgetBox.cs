using Pulp.Resources;

namespace Fixtures.Misbehaving;

public sealed record GadgetBox : NamedResource;
