using System.Text.RegularExpressions;

namespace Penumbra.Rehearsal.Inputs;

/// <summary>Deployments whose pods a pattern cannot tell from those of a template and its revisions: <c>checkout-worker</c> beside <c>checkout</c>.</summary>
internal static partial class OtherDeployments
{
    private const int ByTheTemplate = 2, ByARevision = 3;

    /// <summary>Their names. A pod's own is its Deployment's, a hash of its template and one of its own; a revision's Deployment is called by eight hexadecimal digits.</summary>
    /// <param name="template">The template.</param>
    /// <param name="pods">Pods whose names begin with the template's.</param>
    public static IReadOnlyList<string> Of(string template, IEnumerable<string> pods)
    {
        var others = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var pod in pods.Where(pod => pod.StartsWith(template + "-", StringComparison.Ordinal)))
        {
            var parts = pod[(template.Length + 1)..].Split('-');
            if (parts.Length <= ByTheTemplate || (parts.Length == ByARevision && Revision().IsMatch(parts[0]))) continue;
            others.Add($"{template}-{string.Join('-', parts[..^2])}");
        }

        return [.. others];
    }

    [GeneratedRegex("^[0-9a-f]{8}$")]
    private static partial Regex Revision();
}
