using System.Globalization;

namespace Penumbra.Core.ShadowDeployments.Verdicts;

/// <summary>
/// Live is asked past the gateway, and nobody sees what users are answered. Where the host, TLS, credentials or what the gateway rewrites make live see something else than users' requests, both sides
/// refuse alike, and a shadow would be found the same on worthless answers. So hardly anything but refusals and redirects of live is taken for that, until somebody says that they are right.
/// </summary>
public static class RefusedByLive
{
    private const int MostNamed = 3;

    /// <summary>What is wrong with live's answers as a whole, in a sentence; null when nothing is.</summary>
    public static string? Of(ShadowEvidence evidence)
    {
        var answers = All(evidence);
        return answers.AreWorthless
            ? string.Create(CultureInfo.InvariantCulture, $"of {answers.Total} answers of live, asked past the gateway, {answers.Shares()}: users hardly see those. {Advice(answers)}; if it is right so, compare.refusalsExpected: true{(Named(evidence) is { Length: > 0 } named ? $"; {named}" : "")}")
            : null;
    }

    /// <summary>The endpoints of which the same is true: some exist for nothing else, so they hold no verdict up and are only told.</summary>
    public static IReadOnlyList<(string Endpoint, LiveAnswers Answers)> Endpoints(ShadowEvidence evidence) =>
        [.. evidence.Endpoints.Where(entry => entry.Value.Answers.AreWorthless).Select(entry => (entry.Key, entry.Value.Answers))];

    /// <summary>The endpoints in a clause; empty when there is none, or nothing else.</summary>
    public static string Named(ShadowEvidence evidence)
    {
        var endpoints = Endpoints(evidence);
        if (endpoints.Count == 0 || (endpoints.Count == evidence.Endpoints.Count && endpoints.Count == 1)) return "";
        var more = endpoints.Count > MostNamed ? string.Create(CultureInfo.InvariantCulture, $" and {endpoints.Count - MostNamed} more") : "";
        return $"hardly answered otherwise: {string.Join("; ", endpoints.Take(MostNamed).Select(found => $"{found.Endpoint} ({found.Answers.Shares()})"))}{more}";
    }

    private static LiveAnswers All(ShadowEvidence evidence) => evidence.Endpoints.Values.Aggregate(LiveAnswers.None, (sum, endpoint) => sum.Plus(endpoint.Answers));

    // By what there is most of.
    private static string Advice(LiveAnswers answers) => answers.Counts.Where(entry => LiveAnswers.IsWorthless(entry.Key)).MaxBy(entry => entry.Value).Key switch
    {
        LiveAnswer.Unauthorized or LiveAnswer.Forbidden => "Live lacks users' credentials: requests.credentials: Forward, or exclude the paths that need them",
        LiveAnswer.Redirect => "Live sends elsewhere, often to https or to a login: look at live.tls, live.hostHeader and requests.credentials",
        LiveAnswer.BadRequest => "Live does not understand how it is asked, often as its port wants TLS: look at live.tls and live.hostHeader",
        LiveAnswer.Misdirected => "Live does not know the host: set live.hostHeader, and with TLS live.tls.serverName",
        LiveAnswer.MethodNotAllowed => "Live does not take the method there: look at requests.methods, and at what the route rewrites",
        _ => "Live does not know the host or the path: set live.hostHeader, or name a route that rewrites neither",
    };
}
