using Penumbra.Core.Common;
using Penumbra.Kubernetes.Client;
using Penumbra.Kubernetes.Informers;
using Penumbra.Kubernetes.Views;
using Penumbra.Operator.Cluster;
using Penumbra.Operator.DarkLaunches;

namespace Penumbra.Operator.Hosting;

/// <summary>Which launches must be looked at when an object changes.</summary>
public static class LaunchTriggers
{
    /// <summary>Follows all caches; dispose to end.</summary>
    /// <param name="caches">The caches.</param>
    /// <param name="catalog">The launches.</param>
    /// <param name="add">Asks for a pass; the second says whether it is urgent: what a person asks of a launch goes before what the operator's own writes bring.</param>
    public static IDisposable Follow(ClusterCaches caches, LaunchCatalog catalog, Action<ObjectKey, bool> add)
    {
        void Enqueue(ObjectKey key) => add(key, false);

        void Referring(string ns, string kind, string name)
        {
            foreach (var key in catalog.KeysReferring(ns, kind, name)) Enqueue(key);
        }

        void Owned(string ns, IReadOnlyDictionary<string, string> labels)
        {
            if (labels.TryGetValue(Keys.Launch, out var launch)) Enqueue(new ObjectKey(ns, launch));
        }

        void Labelled(View? view)
        {
            if (view is not null) Owned(view.Namespace, view.Metadata.Labels);
        }

        return new Subscriptions(
        [
            catalog.Follow(Enqueue),
            caches.Launches.Subscribe(change =>
            {
                if (change is { Old: { } old, New: { } now } && (old.Generation != now.Generation || !old.Metadata.Annotations.Equals(now.Metadata.Annotations))) add(change.Key, true);
            }),
            caches.Deployments.Subscribe(change =>
            {
                Labelled(change.New ?? change.Old);
                Referring(change.Key.Namespace, "Deployment", change.Key.Name);
            }),
            caches.Services.Subscribe(change =>
            {
                Labelled(change.New ?? change.Old);
                Referring(change.Key.Namespace, "Service", change.Key.Name);
            }),
            caches.EndpointSlices.Subscribe(change => Referring(change.Key.Namespace, "Service", (change.New ?? change.Old)!.Service)),

            // A pod's readiness shows in its Deployment and slices; only coming and going is news.
            caches.Pods.Subscribe(change =>
            {
                if (change.Type != InformerChangeType.Updated) Labelled(change.New ?? change.Old);
            }),
            caches.Routes.Subscribe(change =>
            {
                Owned(change.Key.Namespace, (change.New ?? change.Old)!.Metadata.Object.Labels);
                Referring(change.Key.Namespace, "HTTPRoute", change.Key.Name);
            }),
            caches.Autoscalers.Subscribe(change =>
            {
                foreach (var scaler in new[] { change.Old, change.New }.OfType<AutoscalerView>()) Referring(scaler.Namespace, "Deployment", scaler.Spec.ScaleTargetRef.Name);
            }),
            caches.Sources.Subscribe(change =>
            {
                foreach (var key in catalog.KeysMeasuring(change.Key.Name)) Enqueue(key);
            }),
            .. caches.Namespaces is { } namespaces ? [namespaces.Subscribe(change =>
            {
                if (change.New is not { Deleting: true }) return;
                foreach (var entry in catalog.All().Where(entry => entry.View.Namespace == change.Key.Name)) Enqueue(new ObjectKey(entry.View.Namespace, entry.View.Name));
            })] : Array.Empty<IDisposable>(),
        ]);
    }

    private sealed class Subscriptions(IReadOnlyList<IDisposable> all) : IDisposable
    {
        public void Dispose()
        {
            foreach (var one in all) one.Dispose();
        }
    }
}
