using Penumbra.Sandbox.Demo;

namespace Penumbra.EndToEnd;

/// <summary>Users of the shop, for as long as it is not disposed.</summary>
public sealed class Users : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _run;

    private Users(DemoTraffic traffic) => (Traffic, _run) = (traffic, traffic.RunAsync(_stop.Token));

    public DemoTraffic Traffic { get; }

    /// <summary>Users come once the gateway has one answered: a pod is ready before the gateway hears of it, and what is lost in between nobody did.</summary>
    public static async Task<Users> ComeAsync(Shop shop, int rate = 100)
    {
        await shop.UntilAsync(s => s.Cluster.Runtime.Gateway.FirstAddress is not null, "the gateway has an address");
        using var first = new DemoTraffic(shop.Cluster.Runtime.Gateway.FirstAddress!, "shop.example.com", rate: 10, pilotsEvery: 2, slow: TimeSpan.FromMilliseconds(250));
        using var answered = new CancellationTokenSource();
        var asking = first.RunAsync(answered.Token);
        await shop.UntilAsync(_ => first.Tallies.Count > 0, "the gateway answers");
        await answered.CancelAsync();
        await asking;
        return new Users(new DemoTraffic(shop.Cluster.Runtime.Gateway.FirstAddress!, "shop.example.com", rate, pilotsEvery: 20, slow: TimeSpan.FromMilliseconds(250)));
    }

    /// <summary>Users leave, and everybody has their answer.</summary>
    public async Task LeaveAsync()
    {
        await _stop.CancelAsync();
        await _run;
    }

    public async ValueTask DisposeAsync()
    {
        await LeaveAsync();
        Traffic.Dispose();
        _stop.Dispose();
    }
}
