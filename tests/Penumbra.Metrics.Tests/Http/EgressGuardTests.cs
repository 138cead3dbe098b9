using System.Net;
using System.Net.Sockets;
using Penumbra.Metrics.Http;

namespace Penumbra.Metrics.Tests.Http;

public sealed class EgressGuardTests
{
    [Theory]
    [InlineData("10.0.0.1", true)]
    [InlineData("192.168.1.1", true)]
    [InlineData("8.8.8.8", true)]
    [InlineData("fd00::1", true)]
    [InlineData("2001:db8::1", true)]
    [InlineData("::ffff:10.0.0.1", true)]
    [InlineData("64:ff9b::a00:1", true)]
    [InlineData("127.0.0.1", false)]
    [InlineData("127.8.9.10", false)]
    [InlineData("::1", false)]
    [InlineData("0.0.0.0", false)]
    [InlineData("0.1.2.3", false)]
    [InlineData("::", false)]
    [InlineData("169.254.169.254", false)]
    [InlineData("169.254.0.1", false)]
    [InlineData("fe80::1", false)]
    [InlineData("febf::1", false)]
    [InlineData("fec0::1", false)]
    [InlineData("fd00:ec2::254", false)]
    [InlineData("fd20:ce::254", false)]
    [InlineData("100.100.100.200", false)]
    [InlineData("168.63.129.16", false)]
    [InlineData("192.0.0.192", false)]
    [InlineData("224.0.0.1", false)]
    [InlineData("239.255.255.255", false)]
    [InlineData("255.255.255.255", false)]
    [InlineData("240.0.0.1", false)]
    [InlineData("ff02::1", false)]
    [InlineData("::ffff:127.0.0.1", false)]
    [InlineData("::ffff:169.254.169.254", false)]
    [InlineData("::127.0.0.1", false)]
    [InlineData("64:ff9b::a9fe:a9fe", false)]
    [InlineData("64:ff9b::7f00:1", false)]
    [InlineData("64:ff9b:1::a9fe:a9fe", false)]
    [InlineData("2002:a9fe:a9fe::1", false)]
    [InlineData("2002:7f00:1::", false)]
    [InlineData("2001:0:1:2::3", false)]
    public void Addresses_are_judged_as_what_they_are(string address, bool allowed) => EgressAddresses.IsAllowed(IPAddress.Parse(address), allowLoopback: false).Should().Be(allowed);

    [Theory]
    [InlineData("http://127.0.0.1:{0}/")]
    [InlineData("http://127.1:{0}/")]
    [InlineData("http://2130706433:{0}/")]
    [InlineData("http://0x7f000001:{0}/")]
    [InlineData("http://0x7f.0.0.1:{0}/")]
    [InlineData("http://0177.0.0.1:{0}/")]
    [InlineData("http://017700000001:{0}/")]
    [InlineData("http://127.0.0.1.:{0}/")]
    [InlineData("http://0.0.0.0:{0}/")]
    [InlineData("http://0:{0}/")]
    [InlineData("http://[::1]:{0}/")]
    [InlineData("http://[::]:{0}/")]
    [InlineData("http://[::ffff:127.0.0.1]:{0}/")]
    [InlineData("http://[0:0:0:0:0:ffff:7f00:1]:{0}/")]
    [InlineData("http://[::127.0.0.1]:{0}/")]
    [InlineData("http://[64:ff9b::7f00:1]:{0}/")]
    [InlineData("http://localhost:{0}/")]
    [InlineData("http://LOCALHOST.:{0}/")]
    [InlineData("http://rebinding.example:{0}/")]
    [InlineData("http://①②⑦.0.0.1:{0}/")]
    public async Task No_spelling_of_loopback_reaches_a_listener(string address)
    {
        using var trap = new TcpListener(IPAddress.Loopback, 0);
        trap.Start();
        var text = string.Format(System.Globalization.CultureInfo.InvariantCulture, address, ((IPEndPoint)trap.LocalEndpoint).Port);
        if (!Uri.TryCreate(text, UriKind.Absolute, out var uri)) return;
        using var http = EgressGuard.CreateClient(new EgressGuard(resolve: (_, _) => Task.FromResult<IPAddress[]>([IPAddress.Loopback])).CreateHandler(uri));
        using var request = new HttpRequestMessage(HttpMethod.Get, uri);

        var result = await Fetcher.SendAsync(http, request, TimeSpan.FromSeconds(5), TimeProvider.System, CancellationToken.None);

        result.Fault.Should().Be(FetchFault.Forbidden);
        trap.Pending().Should().BeFalse();
    }

    [Fact]
    public async Task A_handler_connects_to_its_own_server_only_and_a_pods_handler_to_addresses_only()
    {
        using var trap = new TcpListener(IPAddress.Loopback, 0);
        trap.Start();
        var port = ((IPEndPoint)trap.LocalEndpoint).Port;
        var guard = new EgressGuard(allowLoopback: true, (_, _) => Task.FromResult<IPAddress[]>([IPAddress.Loopback]));
        foreach (var (handler, uri) in new[]
        {
            (guard.CreateHandler(new Uri("http://prometheus.monitoring:9090")), new Uri($"http://127.0.0.1:{port}/")),
            (guard.CreateHandler(new Uri($"http://127.0.0.1:{port + 1}")), new Uri($"http://127.0.0.1:{port}/")),
            (guard.CreatePodsHandler(), new Uri($"http://localhost:{port}/")),
        })
        {
            using var http = EgressGuard.CreateClient(handler);
            using var request = new HttpRequestMessage(HttpMethod.Get, uri);
            (await Fetcher.SendAsync(http, request, TimeSpan.FromSeconds(5), TimeProvider.System, CancellationToken.None)).Fault.Should().Be(FetchFault.Forbidden);
        }

        trap.Pending().Should().BeFalse();
    }

    [Fact]
    public async Task A_slow_drip_ends_with_the_deadline()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var uri = new Uri($"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}/");
        using var http = EgressGuard.CreateClient(new EgressGuard(allowLoopback: true).CreateHandler(uri));
        using var request = new HttpRequestMessage(HttpMethod.Get, uri);
        var time = new Simulated.FakeTime();
        var fetch = Fetcher.SendAsync(http, request, TimeSpan.FromSeconds(5), time, CancellationToken.None);
        using var connection = await listener.AcceptTcpClientAsync();
        var stream = connection.GetStream();
        await stream.WriteAsync("HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n"u8.ToArray());
        await stream.WriteAsync("a"u8.ToArray());

        fetch.IsCompleted.Should().BeFalse();
        time.Advance(TimeSpan.FromSeconds(6));

        (await fetch).Fault.Should().Be(FetchFault.TimeOut);
    }
}
