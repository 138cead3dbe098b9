using System.Net;
using Penumbra.Comparison.Configuration;
using Penumbra.Comparison.Evidence;

namespace Penumbra.Comparison.Tests;

/// <summary>One process of the server ends, and the next goes on.</summary>
public sealed class EvidenceServerTests : IDisposable
{
    private static readonly DateTimeOffset Since = new(2026, 11, 21, 8, 0, 0, TimeSpan.Zero);
    private readonly string _file = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());

    public void Dispose() => File.Delete(_file);

    [Fact]
    public async Task The_next_process_goes_on_with_what_the_last_one_found()
    {
        await using var live = await Upstream.StartAsync(() => """{"a":1}""");
        await using var shadow = await Upstream.StartAsync(() => """{"a":2}""");
        EvidenceExport first;
        await using (var comparing = await Comparing.StartAsync(live, shadow, With("subject"), new ManualTime()))
        {
            await comparing.CopyAsync(0, 5, number => $"/orders/{number}");
            first = await ExportAsync(comparing);
            (first.Evidence.Subject, first.Evidence.Since, first.Seen, first.AskedLive, first.AskedShadow).Should().Be(("subject", Since, 5, 10, 5));
            await File.WriteAllBytesAsync(_file, EvidenceCodec.Encode(first with { Health = new(TimeSpan.Zero, TimeSpan.FromMinutes(3)) }));
        }

        await using (var comparing = await Comparing.StartAsync(live, shadow, With("subject"), new ManualTime()))
        {
            comparing.Snapshot.Compared.Should().Be(5);
            await comparing.CopyAsync(5, 2, number => $"/orders/{number}");
            var second = await ExportAsync(comparing);
            (second.Evidence.Endpoints["GET /orders/{id}"].Counts().ShadowOnly, second.Seen, second.Health.DownInAll).Should().Be((7, 2, TimeSpan.FromMinutes(3)));
            second.Instance.Should().NotBe(first.Instance).And.MatchRegex("^[0-9a-f]{16}$");
        }

        // Of something else it is not taken up.
        await using (var comparing = await Comparing.StartAsync(live, shadow, With("other"), new ManualTime())) comparing.Snapshot.Compared.Should().Be(0);
        await using (var comparing = await Comparing.StartAsync(live, shadow, config => With("subject")(config) with { Since = Since.AddSeconds(1) }, new ManualTime())) comparing.Snapshot.Compared.Should().Be(0);
    }

    [Theory]
    [InlineData("")]
    [InlineData("no evidence")]
    public async Task A_broken_file_is_told_and_stops_nothing(string text)
    {
        await File.WriteAllTextAsync(_file, text);
        await using var live = await Upstream.StartAsync(() => "{}");
        await using var comparing = await Comparing.StartAsync(live, live, With("subject"));
        comparing.Snapshot.Compared.Should().Be(0);
        comparing.Logged.Should().Contain(line => line.Contains("The evidence file is broken"));
    }

    [Fact]
    public async Task A_file_that_does_not_exist_yet_is_nothing_to_tell()
    {
        await using var live = await Upstream.StartAsync(() => "{}");
        await using var comparing = await Comparing.StartAsync(live, live, With("subject"));
        comparing.Logged.Should().BeEmpty();
        (await comparing.ReportAsync("/evidence")).Status.Should().Be(HttpStatusCode.OK);
    }

    [Fact]
    public void The_files_of_a_pod_are_below_a_folder_and_its_listeners_at_its_own_address()
    {
        var config = Comparing.Config(new Uri("https://live"), new Uri("http://shadow"));
        config = config with { EvidenceFile = "/penumbra/evidence/evidence", Live = config.Live with { AuthorityFile = "/penumbra/ca/ca.crt" }, Listen = config.Listen with { TrafficHttp2 = IPEndPoint.Parse("0.0.0.0:8082") } };
        var moved = new InputFolder("/tmp/pod").Of(config, IPAddress.Parse("127.1.2.3"));
        (moved.EvidenceFile, moved.Live.AuthorityFile, moved.Shadow.AuthorityFile).Should().Be(("/tmp/pod/evidence/evidence", "/tmp/pod/ca/ca.crt", null));
        moved.Listen.TrafficHttp2.Should().Be(IPEndPoint.Parse("127.1.2.3:8082"));
        moved.Listen.Report.Address.Should().Be(IPAddress.Parse("127.1.2.3"));
        moved.Listen.ReportInside.Should().BeNull("what is on the loopback shares it");
        new InputFolder("/tmp/pod").Of(config with { Access = new AccessRules { Namespace = "shop", AuthorityFile = "/penumbra/cluster/ca.crt" } }, null).Access!.AuthorityFile.Should().Be("/tmp/pod/cluster/ca.crt");
        new InputFolder("/tmp/pod").Of("/penumbra/key/key").Should().Be("/tmp/pod/key/key");
        new InputFolder(null).Of(config, null).Should().Be(config);
    }

    [Theory]
    [InlineData("10.1.2.3", "127.0.0.1:8081")]
    [InlineData("fd00::3", "[::1]:8081")]
    [InlineData("0.0.0.0", null)]
    public void A_pod_that_listens_at_its_address_is_reached_by_port_forward_as_well(string address, string? inside)
    {
        var config = Comparing.Config(new Uri("http://live"), new Uri("http://shadow")) with { Listen = new ListenRules() };
        new InputFolder(null).Of(config, IPAddress.Parse(address)).Listen.ReportInside?.ToString().Should().Be(inside);
    }

    [Fact]
    public async Task The_report_is_served_at_both_addresses_and_copies_at_one()
    {
        await using var live = await Upstream.StartAsync(() => "{}");
        await using var comparing = await Comparing.StartAsync(live, live, config => config with { Listen = config.Listen with { ReportInside = new IPEndPoint(IPAddress.Parse("127.0.0.2"), 0) } });
        comparing.Server.ReportAddresses.Should().HaveCount(2);
        foreach (var address in comparing.Server.ReportAddresses) (await comparing.Client.GetStringAsync(new Uri(address, "/healthz"))).Should().Be("ok");
        comparing.Server.TrafficAddresses.Should().ContainSingle();
    }

    private Func<ComparisonConfig, ComparisonConfig> With(string subject) => config => config with { Subject = subject, Since = Since, EvidenceFile = _file };

    private static async Task<EvidenceExport> ExportAsync(Comparing comparing) => EvidenceCodec.Decode(await comparing.Client.GetByteArrayAsync(new Uri(comparing.Server.ReportAddress, "/evidence")))!;
}
