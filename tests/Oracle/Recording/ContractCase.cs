using System.Text.Json.Nodes;
using Penumbra.Sandbox.Embedded;

namespace Penumbra.Oracle.Tests.Recording;

/// <summary>A named sequence of requests, from a file under <c>cases/</c>.</summary>
/// <param name="File">The file, without its ending.</param>
/// <param name="Name">A sentence.</param>
/// <param name="Requests">In their order.</param>
public sealed record ContractCase(string File, string Name, IReadOnlyList<ContractRequest> Requests)
{
    /// <summary>The namespace that it has for itself.</summary>
    public string Namespace => string.Concat(Name.ToLowerInvariant().Select(letter => char.IsAsciiLetterOrDigit(letter) ? letter : '-')).Trim('-') is { Length: > 50 } slug ? slug[..50].Trim('-') : Slug;

    private string Slug => string.Concat(Name.ToLowerInvariant().Select(letter => char.IsAsciiLetterOrDigit(letter) ? letter : '-')).Trim('-');

    /// <summary>The cases of a file.</summary>
    public static IReadOnlyList<ContractCase> Read(string file) =>
        [.. YamlJson.Read(GoldenFiles.Text($"cases/{file}.yaml")).Single().AsArray().Select(item => new ContractCase(file, item!["case"]!.GetValue<string>(), [.. item["requests"]!.AsArray().Select(request => ContractRequest.Of((JsonObject)request!))]))];
}

/// <summary>One request of a case.</summary>
/// <param name="Verb">A method of HTTP, or MERGE, JSONPATCH, STRATEGIC, APPLY (all PATCH) and WATCH.</param>
/// <param name="Path">From <c>widgets</c> on, or a whole path; <c>${name.version}</c>, <c>.uid</c>, <c>.continue</c> are those of a saved answer.</param>
/// <param name="Body">What is sent; a text is sent as it is.</param>
/// <param name="Save">The name under which the answer is saved.</param>
/// <param name="Managed">Whether managedFields are compared.</param>
/// <param name="Events">How many events of a watch are waited for.</param>
/// <param name="Bare">Whether apiVersion and kind are left out where the body has none.</param>
public sealed record ContractRequest(string Verb, string Path, JsonNode? Body, string? Save, bool Managed, int Events, bool Bare)
{
    public static ContractRequest Of(JsonObject raw)
    {
        var (line, body) = raw.First();
        var words = line.Split(' ', 2);
        return new ContractRequest(words[0], words[1], body, raw["save"]?.GetValue<string>(), raw["managed"]?.GetValue<bool>() ?? false, (int)(raw["events"]?.GetValue<long>() ?? 1), raw["bare"]?.GetValue<bool>() ?? false);
    }
}
