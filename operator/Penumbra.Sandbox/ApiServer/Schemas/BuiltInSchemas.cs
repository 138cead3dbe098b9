using System.Text.Json.Nodes;
using Penumbra.Sandbox.Cluster;

namespace Penumbra.Sandbox.ApiServer.Schemas;

/// <summary>The schemas of the built-in kinds, compiled once from the embedded file <c>BuiltIn.schema</c>.</summary>
internal sealed class BuiltInSchemas
{
    private readonly IReadOnlyDictionary<string, JsonObject> _types;
    private readonly Dictionary<string, Schema> _parsed = [];

    public BuiltInSchemas(string source) => _types = SchemaLanguage.Compile(source);

    /// <summary>The schemas that come with the server.</summary>
    public static BuiltInSchemas Load()
    {
        using var stream = typeof(BuiltInSchemas).Assembly.GetManifestResourceStream("BuiltIn.schema")!;
        using var reader = new StreamReader(stream);
        return new BuiltInSchemas(reader.ReadToEnd());
    }

    /// <summary>The schema of a kind; one that declares nothing when the file does not have it.</summary>
    public Schema Of(ResourceType type)
    {
        var name = type == BuiltInTypes.Event ? "EventsEvent" : type.Kind;
        return _types.ContainsKey(name) ? Named(name) : Schema.Anything;
    }

    /// <summary>The schema of a type of that name in the file.</summary>
    public Schema Named(string name)
    {
        if (_parsed.TryGetValue(name, out var found)) return found;
        return _parsed[name] = SchemaParser.Parse(_types[name]);
    }
}
