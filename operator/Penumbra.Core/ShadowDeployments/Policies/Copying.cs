using Penumbra.Core.Common;
using Penumbra.Core.DarkLaunches.Observed;
using Penumbra.Core.ShadowDeployments.Effects;
using Penumbra.Core.ShadowDeployments.Observed;
using Penumbra.Core.ShadowDeployments.Status;

namespace Penumbra.Core.ShadowDeployments.Policies;

/// <summary>What the routes should copy, and whether they copy what they were asked to.</summary>
public static class Copying
{
    /// <summary>How long the trial share runs, and how long is looked at what came after it.</summary>
    public static TimeSpan Trial { get; } = TimeSpan.FromSeconds(60);

    private const int Times = 3;
    private const int Enough = 30;

    /// <summary>The share at first: one percent, and never more than a tenth of what is asked, so that a gateway which ignores shares is known by comparing both.</summary>
    public static Share TrialOf(Share sample) => new(Math.Max(1, Math.Min(Share.Percent(1).Parts, sample.Parts / 10)));

    /// <summary>When all of the sample will have been copied as long as the trial share was; null while nothing is copied.</summary>
    public static DateTimeOffset? WholeAt(Share sample, MirrorStatus? mirror) => mirror is not { IsCopying: true } ? null : mirror.Since + (mirror.Sample == sample ? Trial : 2 * Trial);

    /// <summary>Ends all copying, and then the replay.</summary>
    public static IEnumerable<ShadowEffect> End(ShadowView view)
    {
        foreach (var mirror in view.Seen.Mirrors.Where(mirror => mirror.Sample is not null)) yield return new ShadowEffect.SetMirror(mirror.Id, null);
        if (view.Seen.Replay.Exists) yield return new ShadowEffect.EndReplay();
    }

    /// <summary>Brings every object to a share, those that the spec does not name to none. The first time each is rehearsed.</summary>
    public static IEnumerable<ShadowEffect> Set(ShadowView view, Share sample)
    {
        foreach (var mirror in view.Seen.Mirrors.Where(mirror => mirror.Exists))
        {
            if (!mirror.InSpec)
            {
                if (mirror.Sample is not null) yield return new ShadowEffect.SetMirror(mirror.Id, null);
                continue;
            }

            if (mirror.Sample == sample && mirror.Uniform) continue;
            if (mirror.Sample is null) yield return new ShadowEffect.RehearseMirror(mirror.Id, sample);
            yield return new ShadowEffect.SetMirror(mirror.Id, sample);
        }
    }

    /// <summary>What people have written into the objects that the spec names, as a digest.</summary>
    public static string Form(IReadOnlyList<MirrorFacts> mirrors) => Digest.Of(string.Join('\n', mirrors.Where(mirror => mirror.InSpec).Select(mirror => $"{mirror.Id} {mirror.Form}")));

    /// <summary>An object that a gateway refuses; null when none does.</summary>
    public static MirrorFacts? Refusal(ShadowView view) => view.Seen.Mirrors.Where(mirror => mirror is { InSpec: true, Acceptance: RouteAcceptance.Refused }).OrderBy(mirror => mirror.Sample is null).FirstOrDefault();

    /// <summary>Copies a second for each percent since the present share was set; null when too few arrived to tell, or another process of the server counted.</summary>
    public static double? Rate(ShadowView view, MirrorStatus mirror)
    {
        if (view.Report is not { } report || report.Instance != mirror.Instance || report.Seen - mirror.Seen < Enough) return null;
        return (report.Seen - mirror.Seen) / (view.Now - mirror.Since).TotalSeconds / (mirror.Sample.Parts / (double)Share.Percent(1).Parts);
    }

    /// <summary>
    /// Whether a process before this one ended the copying as the gateway ignored shares, and could not write it down: what had arrived by then says so still, for half a trial. Later the rate since then
    /// would have fallen by itself, and a gateway that keeps shares would look like one that does not.
    /// </summary>
    public static bool WasIgnored(ShadowView view, MirrorStatus asked)
    {
        var whole = WholeAt(view.Spec.Sample, asked);
        return asked.TrialRate is { } tried && view.Now >= whole && view.Now <= whole + (Trial / 2) && Rate(view, asked) is { } present && IsIgnored(tried, present);
    }

    /// <summary>Whether the trial brought more than three times as many copies as its share of the present rate explains.</summary>
    public static bool IsIgnored(double trial, double present) => trial > Times * present;
}
