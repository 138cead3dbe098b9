using System.Globalization;
using Penumbra.Core.Common;
using Penumbra.Core.SnapshotRefreshes.Effects;
using Penumbra.Core.SnapshotRefreshes.Observed;
using Penumbra.Core.SnapshotRefreshes.Status;

namespace Penumbra.Core.SnapshotRefreshes.Policies;

/// <summary>Everything that can be known before it costs money, all at once.</summary>
public static class PreflightPolicy
{
    private const int LeastMajor = 13;

    /// <summary>Fails with all the problems, where there are any.</summary>
    public static RefreshMove? Apply(RefreshView view)
    {
        // Once a restored database stands, what is wrong shows where it matters; a quota that it fills itself is not wrong.
        if (view.IsPublished || view.Temporary is not null) return null;
        if (Room.Garbage(view) is { Count: > 0 } garbage) return Clear(view, garbage);
        if (view.Snapshot(view.PublishedId) is { } left && Unproved.IsLeft(view, left)) return Clear(view, [left]);
        var problems = Validate.Problems(view.Spec, view.Seen.Cloud.Preflight).ToList();
        if (view.Snapshot(view.PublishedId) is { } taken && (!view.IsOurs(taken.Tags) || Ownership.Tag(taken.Tags, Keys.CloudRun) != view.Run.Id))
        {
            problems.Add(new Problem(Reason.NameTaken, "spec.publish.name", view.IsOurs(taken.Tags)
                ? $"snapshot {taken.Id} is of run {Ownership.Tag(taken.Tags, Keys.CloudRun)}; use {{{{runId}}}} in the name when there may be several runs a day"
                : $"snapshot {taken.Id} exists and is not this refresh's; use another name"));
        }

        problems.AddRange(SourcePolicy.Known(view));
        if (TooOld(view) is { } old) problems.Add(old);
        if (Tools(view) is { } unfit) problems.Add(unfit);
        if (view.Seen.ConfigMapUnread is { } unread) problems.Add(unread);
        if (problems.Count == 0) return null;
        var message = string.Join("; ", problems);
        return new RefreshMove
        {
            Step = RefreshStep.Preflight,
            Reason = problems[0].Reason,
            Message = message,
            Ends = RunOutcome.Failed,
            Effects = [new RefreshEffect.EmitEvent(problems[0].Reason, message, true)],
        };
    }

    // The name, or the room, is this run's: who took it before has ended and proved nothing.
    private static RefreshMove Clear(RefreshView view, IReadOnlyList<CloudSnapshot> left)
    {
        var deletion = left.SelectMany(snapshot => Deletion.Of(view, snapshot)).ToList();
        var message = string.Join("; ", left.Select(snapshot => $"snapshot {snapshot.Id} of run {Ownership.Tag(snapshot.Tags, Keys.CloudRun)} was never published: it is deleted"));
        return new RefreshMove
        {
            Step = RefreshStep.Preflight,
            Reason = Reason.OrphanDeleted,
            Message = message,
            Effects = deletion.Count == 0 ? [] : [.. deletion, new RefreshEffect.EmitEvent(Reason.OrphanDeleted, message, false)],
            WaitsFor = deletion.Count == 0 ? new CloudTarget(CloudThing.Snapshot, left[0].Kind, left[0].Id) : null,
            Mark = deletion.Count == 0 ? left[0].Status : null,
        };
    }

    // Fences are pg_current_xact_id and pg_current_snapshot, which came with 13.
    private static Problem? TooOld(RefreshView view) => Major(view) is not (< LeastMajor and { } major) ? null : new Problem(
        Reason.NotYetSupported, "spec.source", string.Create(CultureInfo.InvariantCulture, $"the temporary database would be of PostgreSQL {major}, and refreshes need {LeastMajor} or later: upgrade the source, or name a later version that the cloud restores it to in temporary.engineVersion"));

    private static int? Major(RefreshView view) =>
        SourcePolicy.EngineVersion(view) is { } version && int.TryParse(version.Split('.')[0], NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    // The version of the servers is the source's: the temporary and the new one have it too.
    private static Problem? Tools(RefreshView view)
    {
        if (!view.LoadsAnew || view.Seen.Cloud.Preflight.Tools is not { } tools) return null;
        var major = Major(view);
        if (major is { } server ? tools.For(server) is not null : tools.Majors.Count > 0) return null;
        var found = tools.Majors.Count == 0 ? "has no pg_dump and pg_restore" : $"has pg_dump and pg_restore of {string.Join(", ", tools.Majors)}";
        var wanted = major is null ? "of the server's major version" : string.Create(CultureInfo.InvariantCulture, $"of PostgreSQL {major}, the server's major version");
        return new Problem(Reason.ClientToolsUnfit, "spec.residue", $"Fresh needs pg_dump and pg_restore {wanted}, and the worker's image {found}: put the client programs into the image (docs/operations.md)");
    }
}
