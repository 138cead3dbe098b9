using System.Text.Json.Nodes;
using Penumbra.Fuzz.Documents;

namespace Penumbra.Fuzz.Mutations;

/// <summary>One wrong thing in one field of one document.</summary>
/// <param name="Document">The document's name.</param>
/// <param name="Field">The field.</param>
/// <param name="Mutator">What kind of wrong, such as <c>empty</c>.</param>
/// <param name="Replacement">What stands there instead.</param>
public sealed record Mutation(string Document, Field Field, string Mutator, Replacement Replacement)
{
    /// <summary>The document with it.</summary>
    public JsonObject Apply(JsonObject document) => Field.Path.With(document, Replacement);

    /// <summary>The name under which <c>penumbra-fuzz one</c> repeats it.</summary>
    public string Name => $"{Document}:{Field.Path}:{Mutator}";

    /// <inheritdoc/>
    public override string ToString()
    {
        var value = Replacement.IsAbsent ? "(absent)" : Replacement.Value?.ToJsonString() ?? "null";
        return $"{Name} = {(value.Length <= 80 ? value : $"{value[..80]}… ({value.Length})")}";
    }
}
