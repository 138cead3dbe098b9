using System.Text.Json.Nodes;

namespace Penumbra.Sandbox.ApiServer.Schemas;

/// <summary>A structural schema: what is declared about one value. Made by <see cref="SchemaParser"/> from OpenAPI v3; never changed afterwards.</summary>
internal sealed record Schema
{
    /// <summary>A value about which nothing is declared.</summary>
    public static Schema Anything { get; } = new() { PreserveUnknown = true };

    /// <summary><c>object</c>, <c>array</c>, <c>string</c>, <c>integer</c>, <c>number</c>, <c>boolean</c>, or null for any.</summary>
    public string? Type { get; init; }

    /// <summary>The declared members, in the order of the declaration.</summary>
    public IReadOnlyDictionary<string, Schema> Properties { get; init; } = new Dictionary<string, Schema>();

    /// <summary>What the other members are like, when the object is a map.</summary>
    public Schema? AdditionalProperties { get; init; }

    /// <summary>What the items are like, when it is an array.</summary>
    public Schema? Items { get; init; }

    public IReadOnlyList<string> Required { get; init; } = [];

    public JsonNode? Default { get; init; }

    public bool Nullable { get; init; }

    public bool IntOrString { get; init; }

    public bool PreserveUnknown { get; init; }

    /// <summary>The value is a whole Kubernetes object with apiVersion, kind and metadata.</summary>
    public bool Embedded { get; init; }

    public IReadOnlyList<JsonNode?>? Enum { get; init; }

    public string? Pattern { get; init; }

    public string? Format { get; init; }

    public double? Minimum { get; init; }

    public double? Maximum { get; init; }

    public bool ExclusiveMinimum { get; init; }

    public bool ExclusiveMaximum { get; init; }

    public double? MultipleOf { get; init; }

    public int? MinLength { get; init; }

    public int? MaxLength { get; init; }

    public int? MinItems { get; init; }

    public int? MaxItems { get; init; }

    public bool UniqueItems { get; init; }

    public int? MinProperties { get; init; }

    public int? MaxProperties { get; init; }

    public IReadOnlyList<Schema> AllOf { get; init; } = [];

    public IReadOnlyList<Schema> AnyOf { get; init; } = [];

    public IReadOnlyList<Schema> OneOf { get; init; } = [];

    public Schema? Not { get; init; }

    /// <summary><c>atomic</c> (also when null), <c>set</c> or <c>map</c>.</summary>
    public string? ListType { get; init; }

    /// <summary>The members that identify an item of a <c>map</c> list.</summary>
    public IReadOnlyList<string> ListKeys { get; init; } = [];

    /// <summary>The map or struct is owned as a whole.</summary>
    public bool AtomicMap { get; init; }

    /// <summary>The member that strategic merge patches identify items by.</summary>
    public string? PatchMergeKey { get; init; }

    /// <summary>Strategic merge patches merge the list instead of replacing it.</summary>
    public bool PatchMerge { get; init; }

    /// <summary>The declaration itself, as OpenAPI documents show it.</summary>
    public JsonObject Raw { get; init; } = [];

    /// <summary>What is declared about a member; null when it is unknown.</summary>
    public Schema? Member(string name) => Properties.TryGetValue(name, out var found) ? found : AdditionalProperties;
}
