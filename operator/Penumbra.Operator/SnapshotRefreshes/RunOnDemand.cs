using Penumbra.Core.Common;
using Penumbra.Kubernetes.Client;
using Penumbra.Kubernetes.Informers;
using Penumbra.Kubernetes.Views;
using Penumbra.Operator.Cluster;

namespace Penumbra.Operator.SnapshotRefreshes;

/// <summary>
/// Starts the run that a word in the annotation asks for: once for each word, and beside no other. The caches may be older than what an earlier process did, or than what the schedule has just started: before a Job is made
/// the cluster itself is asked.
/// </summary>
/// <param name="caches">The caches.</param>
/// <param name="client">The cluster.</param>
/// <param name="live">Asks the cluster whether the refresh is as the cache has it.</param>
/// <param name="writes">The writes.</param>
/// <param name="options">How workers are run.</param>
/// <param name="time">The clock.</param>
public sealed class RunOnDemand(RefreshCaches caches, IKubernetesClient client, LiveRefresh live, RefreshWrites writes, WorkerOptions options, TimeProvider time)
{
    private const int JobsOfPage = 500;
    private readonly BusyServer _busy = new(time);

    /// <summary>Starts it, where there is a word that nobody acted on.</summary>
    /// <param name="entry">The refresh, with nothing wrong.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <returns>The word that was acted on last; the word that was refused, as a run is under way; why it must be tried again.</returns>
    public async Task<(string? Handled, string? Refused, ApiFailure? Failure)> StartAsync(RefreshEntry entry, CancellationToken cancellationToken)
    {
        var (refresh, handled) = (entry.View, entry.Status.HandledRefresh);
        var key = new ObjectKey(refresh.Namespace, refresh.Name);
        var word = Word(refresh);
        if (word.Length == 0 || word == handled) return (handled, null, null);

        // The CronJob may have been made by this very pass: it comes again with it in the cache.
        if (caches.CronJobs.Get(new ObjectKey(key.Namespace, RefreshNames.Runs(key.Name))) is not { } cron) return (handled, null, null);
        if (_busy.TooEarly(key) is { } early) return (handled, null, early);
        if (await live.OlderAsync(refresh, caches.TemplateOf(refresh), ofSpec: false, cancellationToken) is { } older) return (handled, null, older);
        var listed = await ListReader.ReadAsync(client, new ListQuery(ResourceKinds.Job, key.Namespace, $"{Keys.Refresh}={key.Name}"), ViewJson.Default.CustomView, JobsOfPage, cancellationToken);
        if (!listed.Succeeded) return (handled, null, _busy.Note(key, listed.Failure));
        var listedJobs = RefreshJob.Runs(listed.Value.Items, key);
        var name = RefreshNames.OnDemand(key.Name, refresh.Uid, word);
        if (listedJobs.Exists(job => job.Name == name)) return (word, null, null);
        if (listedJobs.Find(job => job.Active) is { } active)
        {
            // A word is refused for good: the Job itself is asked, as a list may be older.
            var asked = await client.GetAsync(ResourceKinds.Job, new ObjectKey(key.Namespace, active.Name), ViewJson.Default.CustomView, cancellationToken);
            if (!asked.Succeeded && !asked.Failure.IsNotFound) return (handled, null, _busy.Note(key, asked.Failure));
            return asked.Succeeded && RefreshJob.Of(asked.Value).Active ? (word, word, null) : (handled, null, new ApiFailure(ErrorKind.Conflict, 409, "CacheBehind", $"a list has Job {active.Name} under way, which has ended"));
        }

        // One of the two is older, and either may be: nothing is started, and nothing refused, before they agree.
        if (RefreshJob.Runs(caches.Jobs.ByIndex(RefreshCaches.ByRefresh, key.ToString()), key).Exists(job => job.Active && !listedJobs.Exists(other => other.Name == job.Name)))
            return (handled, null, new ApiFailure(ErrorKind.Conflict, 409, "CacheBehind", "the cache has a Job under way that a list has not"));
        var failure = await writes.CreateAsync(ResourceKinds.Job, new JobManifests(entry, options).OnDemand(word, cron.Uid, time.GetUtcNow()), cancellationToken);
        return failure is null || failure.IsAlreadyExists ? (word, null, null) : (handled, null, failure);
    }

    private static string Word(CustomView refresh) => refresh.Metadata.Annotations.TryGetValue(Keys.RunNow, out var word) ? word : "";
}
