using Pulp.AspNetCore.Api.Hrefs;
using Pulp.Plugins;
using Pulp.Stores;

namespace Pulp.AspNetCore.Api.Filters;

/// <summary>
/// Gives filters what they need to turn text into conditions: names of objects are looked up in the same session the list is read from.
/// </summary>
internal sealed record FilterScope(IStoreSession Session, PulpCatalog Catalog, ApiHrefs Hrefs, TimeProvider Time, TimeSpan OrphanProtection, Guid DomainId);
