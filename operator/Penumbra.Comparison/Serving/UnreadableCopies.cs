using System.Diagnostics;
using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;
using Microsoft.Extensions.DependencyInjection;

namespace Penumbra.Comparison.Serving;

/// <summary>
/// Hears of copies that Kestrel itself refuses before anybody here sees them: headers without end (431), request lines and headers that no HTTP is (400, 505), and those that never come to their end (408).
/// They are counted: what is not compared is never silently missing.
/// </summary>
internal sealed class UnreadableCopies : IObserver<KeyValuePair<string, object?>>, IDisposable
{
    private const string Event = "Microsoft.AspNetCore.Server.Kestrel.BadRequest";

    // By connection, of HTTP/2 by stream: many streams are read at once, and what belongs to their connection is a dictionary that takes no two hands.
    private static readonly ConditionalWeakTable<IFeatureCollection, StrongBox<int>> Reading = [];

    private readonly Action _count;
    private readonly IDisposable _subscription;

    /// <summary>Listens to the server of an application.</summary>
    /// <param name="services">The application's services, of which one is what its server tells.</param>
    /// <param name="count">Counts one copy.</param>
    public UnreadableCopies(IServiceProvider services, Action count)
    {
        _count = count;
        _subscription = services.GetRequiredService<DiagnosticListener>().Subscribe(this, (name, _, _) => name == Event);
    }

    /// <summary>Says that a request is being read by somebody who counts it: what is left of its body, when nobody reads on, is no request of its own.</summary>
    public static void Begins(IFeatureCollection features) => Reading.AddOrUpdate(features, new StrongBox<int>(Stream(features)));

    /// <summary>Says that it was read to its end: what comes next on its connection is another.</summary>
    public static void Ends(IFeatureCollection features) => Reading.Remove(features);

    /// <inheritdoc/>
    public void OnNext(KeyValuePair<string, object?> value)
    {
        if (value.Key == Event && value.Value is IFeatureCollection features && !IsRead(features)) _count();
    }

    /// <inheritdoc/>
    public void OnCompleted()
    {
        // The server ends.
    }

    /// <inheritdoc/>
    public void OnError(Exception error)
    {
        // A source of diagnostics has none.
    }

    /// <inheritdoc/>
    public void Dispose() => _subscription.Dispose();

    // The server takes what a stream was held in for another one: its number tells them apart.
    private static bool IsRead(IFeatureCollection features) => Reading.TryGetValue(features, out var stream) && stream.Value == Stream(features);

    private static int Stream(IFeatureCollection features) => features.Get<IHttp2StreamIdFeature>()?.StreamId ?? 0;
}
