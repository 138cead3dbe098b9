using System.Text.Json;
using Penumbra.Core.Common;

namespace Penumbra.Api.Json;

/// <summary>Turns what the JSON reader says into what a person can mend.</summary>
public static class JsonProblem
{
    /// <summary>The field and what is wrong with it.</summary>
    public static Problem Of(JsonException exception, string root)
    {
        var path = exception.Path is { Length: > 1 } inner ? root + inner[1..] : root;
        return new Problem(Reason.InvalidSpec, path, "has a value of the wrong type; see docs/reference for the field's type");
    }
}
