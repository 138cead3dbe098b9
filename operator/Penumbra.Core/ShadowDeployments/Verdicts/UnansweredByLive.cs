using System.Globalization;

namespace Penumbra.Core.ShadowDeployments.Verdicts;

/// <summary>
/// Live is asked past the gateway. Where its port wants TLS or a client certificate, or a NetworkPolicy keeps the comparison out, nothing comes back at all, while users are served: then nothing is ever
/// compared, and somebody should hear why.
/// </summary>
public static class UnansweredByLive
{
    /// <summary>What is wrong, in a sentence; null when nothing is. The bounds are those of <see cref="LiveAnswers"/>.</summary>
    /// <param name="evidence">What was found.</param>
    public static string? Of(ShadowEvidence evidence)
    {
        var silent = evidence.NotCompared.GetValueOrDefault(NotCompared.LiveFailed) + evidence.NotCompared.GetValueOrDefault(NotCompared.BothTimedOut);
        var asked = silent + evidence.Endpoints.Values.Sum(endpoint => endpoint.Answers.Total);
        if (asked < LiveAnswers.Least || silent <= LiveAnswers.Most * asked) return null;
        return string.Create(
            CultureInfo.InvariantCulture,
            $"of {asked} requests that live was asked past the gateway, {silent} were refused, cut off or not answered in time. Its port may want TLS (live.tls, and live.tls.caSecret and serverName that fit its certificate), a mesh may demand client certificates (a PeerAuthentication that is PERMISSIVE for live's port, or the comparison server's pod in the mesh), a NetworkPolicy may keep the comparison server out");
    }
}
