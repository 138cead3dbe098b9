using Penumbra.Sandbox.Cluster;

namespace Penumbra.Sandbox.ApiServer.Resources;

/// <summary>A kind that the server serves, with all its versions and names.</summary>
internal sealed record ServedResource
{
    /// <summary>The kind in its storage version.</summary>
    public required ResourceType Type { get; init; }

    /// <summary>The versions in the order of priority, the preferred one first; only served ones.</summary>
    public required IReadOnlyList<ServedVersion> Versions { get; init; }

    public string Singular { get; init; } = "";

    public string ListKind { get; init; } = "";

    public IReadOnlyList<string> ShortNames { get; init; } = [];

    public IReadOnlyList<string> Categories { get; init; } = [];

    /// <summary>Defined by a CRD: strategic merge patches are refused, and fields are pruned by its schema.</summary>
    public bool IsCustom { get; init; }

    /// <summary>Whether the server counts generations for this kind.</summary>
    public bool HasGeneration { get; init; }

    /// <summary>The UID of the CRD that defines it, else empty.</summary>
    public string DefinedBy { get; init; } = "";

    /// <summary>The name of the table that holds its objects; both groups of Event share one.</summary>
    public string Table => Type.Plural == "events" ? "/events" : $"{Type.Group}/{Type.Plural}";

    /// <summary>The version of that name, or null when it is not served.</summary>
    public ServedVersion? Version(string name) => Versions.FirstOrDefault(version => version.Name == name);

    /// <summary>The version in which objects are stored (or the preferred one when that is not served).</summary>
    public ServedVersion StorageVersion => Version(Type.Version) ?? Versions[0];

    /// <summary>The kind as that version names it.</summary>
    public ResourceType TypeIn(string version) => version == Type.Version ? Type : Type with { Version = version };
}
