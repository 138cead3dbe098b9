using System.Globalization;

namespace Penumbra.Core.ShadowDeployments.Verdicts;

/// <summary>
/// Live is asked past the gateway. Where its port wants TLS or a client certificate, or a NetworkPolicy keeps the comparison out, nothing comes back at all, while users are served; where it misses what
/// the gateway or a user adds, it may answer 5xx. Then nothing is ever compared, and somebody should hear why.
/// </summary>
public static class UnansweredByLive
{
    /// <summary>What is wrong, in a sentence; null when nothing is. The bounds are those of <see cref="LiveAnswers"/>.</summary>
    /// <param name="evidence">What was found.</param>
    public static string? Of(ShadowEvidence evidence)
    {
        var silent = evidence.NotCompared.GetValueOrDefault(NotCompared.LiveFailed) + evidence.NotCompared.GetValueOrDefault(NotCompared.BothTimedOut);
        var errors = evidence.NotCompared.GetValueOrDefault(NotCompared.LiveError);
        var asked = silent + errors + evidence.Endpoints.Values.Sum(endpoint => endpoint.Answers.Total);
        if (asked < LiveAnswers.Least || silent + errors <= LiveAnswers.Most * asked) return null;
        if (errors >= silent)
        {
            var rest = silent > 0 ? string.Create(CultureInfo.InvariantCulture, $", and {silent} not at all") : "";
            return string.Create(
                CultureInfo.InvariantCulture,
                $"of {asked} requests that live was asked past the gateway, it answered {errors} with 5xx{rest}. If users see none of that, it misses what they or the gateway send: look at requests.credentials and requests.strip, at live.hostHeader, and at headers that the route adds. If they do, live has to be mended first");
        }

        var failed = errors > 0 ? string.Create(CultureInfo.InvariantCulture, $", and {errors} answered with 5xx") : "";
        return string.Create(
            CultureInfo.InvariantCulture,
            $"of {asked} requests that live was asked past the gateway, {silent} were refused, cut off or not answered in time{failed}. Its port may want TLS (live.tls, and live.tls.caSecret and serverName that fit its certificate), a mesh may demand client certificates (a PeerAuthentication that is PERMISSIVE for live's port, or the comparison server's pod in the mesh), a NetworkPolicy may keep the comparison server out");
    }
}
