using System.Text.Json.Nodes;
using Penumbra.Sandbox.Embedded;

namespace Penumbra.Oracle.Tests.Recording;

/// <summary>An answer of the sandbox that is known to differ from the real server's.</summary>
/// <param name="Case">The case.</param>
/// <param name="Request">Which of its requests, from 0; several in order.</param>
/// <param name="Says">The words of docs/sandbox.md that admit it.</param>
public sealed record Deviation(string Case, IReadOnlyList<int> Request, string Says);

/// <summary>The list of them, <c>deviations.yaml</c>.</summary>
public static class Deviations
{
    public static IReadOnlyList<Deviation> All { get; } = [.. (YamlJson.Read(GoldenFiles.Text("deviations.yaml")).SingleOrDefault()?.AsArray() ?? []).Select(item => new Deviation(
        item!["case"]!.GetValue<string>(),
        [.. item["requests"]!.AsArray().Select(index => (int)index!.GetValue<long>())],
        item["says"]!.GetValue<string>()))];

    /// <summary>What differs and is not listed, and what is listed and does not differ.</summary>
    public static IReadOnlyList<string> Between(string name, JsonArray golden, JsonArray answers)
    {
        var differences = new List<string>();
        if (golden.Count != answers.Count) differences.Add($"{golden.Count} answers are kept, there are {answers.Count}: record the case anew");
        for (var i = 0; i < Math.Min(golden.Count, answers.Count); i++)
        {
            var listed = All.Any(deviation => deviation.Case == name && deviation.Request.Contains(i));
            var same = GoldenFiles.Shown(golden[i]) == GoldenFiles.Shown(answers[i]);
            if (same && listed) differences.Add($"{i}: {golden[i]!["request"]} no longer differs: take it from deviations.yaml");
            if (!same && !listed) differences.Add($"{i}: {golden[i]!["request"]}\n  real:    {golden[i]!.ToJsonString(GoldenFiles.Line)}\n  sandbox: {answers[i]!.ToJsonString(GoldenFiles.Line)}");
        }

        return differences;
    }
}
