using System.Diagnostics;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;

namespace Penumbra.Comparison.Serving;

/// <summary>
/// Hears of copies that Kestrel itself refuses before anybody here sees them: headers without end (431), request lines and headers that no HTTP is (400, 505), and those that never come to their end (408).
/// They are counted: what is not compared is never silently missing.
/// </summary>
internal sealed class UnreadableCopies : IObserver<KeyValuePair<string, object?>>, IDisposable
{
    private const string Event = "Microsoft.AspNetCore.Server.Kestrel.BadRequest";

    private static readonly object Key = new();

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
    public static void Begins(IFeatureCollection features) => Mark(features)?[Key] = Key;

    /// <summary>Says that it was read to its end: what comes next on its connection is another.</summary>
    public static void Ends(IFeatureCollection features) => Mark(features)?.Remove(Key);

    /// <inheritdoc/>
    public void OnNext(KeyValuePair<string, object?> value)
    {
        if (value.Key == Event && value.Value is IFeatureCollection features && Mark(features)?.ContainsKey(Key) != true) _count();
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

    private static IDictionary<object, object?>? Mark(IFeatureCollection features) => features.Get<IConnectionItemsFeature>()?.Items;
}
