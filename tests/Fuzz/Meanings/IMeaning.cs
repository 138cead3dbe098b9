using System.Text.Json.Nodes;
using Penumbra.Core.Common;

namespace Penumbra.Fuzz.Meanings;

/// <summary>What a stored document means to the operator, by the operator's own readers.</summary>
public interface IMeaning
{
    /// <summary>All that the operator takes from it, as a text, and what it would tell of it. Two documents with one text are one to the operator.</summary>
    (string Meaning, IReadOnlyList<Problem> Problems) Read(JsonObject stored);
}
