using System.Globalization;

namespace Penumbra.Sandbox.ShadowDemo;

/// <summary>What the demo came to: all of it counted.</summary>
public sealed record ShadowSummary
{
    private const string Slow = "GET /stock/{sku}";
    private static readonly string[] Planted = ["GET /orders/{id} body.currency Missing", "GET /orders/{id} body.total Value"];

    /// <summary>The shadow that answers as live does.</summary>
    public required ShadowRun Equal { get; init; }

    /// <summary>The shadow with three faults.</summary>
    public required ShadowRun Faulty { get; init; }

    /// <summary>Users' requests without any shadow, and what one in a hundred took longer than, in milliseconds.</summary>
    public required (int Requests, double P99) Without { get; init; }

    /// <summary>The same while both shadows were asked.</summary>
    public required (int Requests, double P99) With { get; init; }

    /// <summary>Users' requests that failed.</summary>
    public required long Failed { get; init; }

    /// <summary>Filters of ours that were left on the route in the end.</summary>
    public required int FiltersLeft { get; init; }

    /// <summary>Requests that the operator may not make.</summary>
    public required IReadOnlyList<string> Forbidden { get; init; }

    /// <summary>Whether all went as it should.</summary>
    public bool Succeeded => Right == 2 && Named == 3 && False.Count == 0 && Failed == 0 && FiltersLeft == 0 && Forbidden.Count == 0;

    /// <summary>The lines to print, the last one last.</summary>
    public IReadOnlyList<string> Lines =>
    [
        "",
        $"{Equal.Name}: {Equal.Message}",
        $"    changes by itself and is not judged: {(Equal.Noisy.Count == 0 ? "nothing" : string.Join(", ", Equal.Noisy))}",
        $"{Faulty.Name}: {Faulty.Message}",
        .. Faulty.Differences.Select(found => string.Create(CultureInfo.InvariantCulture, $"    {found.What}: {found.Count} times")),
        .. Faulty.Slower.Select(endpoint => $"    {endpoint}: slower than allowed"),
        string.Create(CultureInfo.InvariantCulture, $"users: {Without.Requests} requests without a shadow, p99 {Without.P99:0.0} ms; {With.Requests} while two were asked, p99 {With.P99:0.0} ms; {Failed} failed; filters left on the route: {FiltersLeft}"),
        .. False.Select(difference => $"false: {difference}"),
        .. Forbidden.Select(request => $"forbidden by RBAC: {request}"),
        string.Create(CultureInfo.InvariantCulture,
            $"demo-shadow: {Right} of 2 verdicts right; {Named} of 3 faults named; {False.Count} false differences in {Equal.Compared + Faulty.Compared} comparisons; users' p99 with/without shadow: {With.P99 / Without.P99:0.00}"),
    ];

    private int Right => (Equal.Verdict == "SameOrBetter" ? 1 : 0) + (Faulty.Verdict == "Worse" ? 1 : 0);

    private int Named => Planted.Count(fault => Faulty.Differences.Any(found => found.What == fault)) + (Faulty.Slower.Contains(Slow) ? 1 : 0);

    private IReadOnlyList<string> False =>
    [
        .. Equal.Differences.Select(found => $"{Equal.Name} {found.What}"), .. Equal.Slower.Select(endpoint => $"{Equal.Name} {endpoint} slower"),
        .. Faulty.Differences.Where(found => !Planted.Contains(found.What)).Select(found => $"{Faulty.Name} {found.What}"),
        .. Faulty.Slower.Where(endpoint => endpoint != Slow).Select(endpoint => $"{Faulty.Name} {endpoint} slower"),
    ];
}
