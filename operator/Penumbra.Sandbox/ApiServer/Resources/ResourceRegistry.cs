using Penumbra.Sandbox.Cluster;

namespace Penumbra.Sandbox.ApiServer.Resources;

/// <summary>The kinds that are served now: the built-in ones and those of CRDs. Used under the store's lock.</summary>
internal sealed class ResourceRegistry
{
    private readonly SortedDictionary<(string Group, string Plural), ServedResource> _resources = [];

    public ResourceRegistry(IEnumerable<ServedResource> builtIn)
    {
        foreach (var resource in builtIn) Put(resource);
    }

    /// <summary>Every kind, ordered by group, then plural.</summary>
    public IReadOnlyList<ServedResource> All => [.. _resources.Values];

    public ResourceRegistry Fork() => new(_resources.Values);

    public ServedResource? Find(string group, string plural) => _resources.GetValueOrDefault((group, plural));

    public ServedResource? Find(ResourceType type) => Find(type.Group, type.Plural);

    public void Put(ServedResource resource) => _resources[(resource.Type.Group, resource.Type.Plural)] = resource;

    public void Remove(string group, string plural) => _resources.Remove((group, plural));
}
