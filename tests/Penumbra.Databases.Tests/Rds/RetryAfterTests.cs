using System.Net;
using System.Text;
using Amazon.Runtime;
using Penumbra.Databases.Rds;
using Penumbra.Databases.Tests.Worker;

namespace Penumbra.Databases.Tests.Rds;

/// <summary>How long the cloud asks to wait.</summary>
public sealed class RetryAfterTests
{
    private static readonly DateTimeOffset Start = new(2026, 11, 21, 0, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("15")]
    [InlineData("Sat, 21 Nov 2026 00:00:15 GMT")]
    public async Task A_call_is_repeated_when_the_cloud_asks_for_it(string asked)
    {
        var (busy, answer) = await CallAsync(asked);
        answer.Failure.Should().BeNull();
        busy.Calls.Should().Equal(Start, Start.AddSeconds(15));
    }

    [Theory]
    [InlineData("600")]
    [InlineData("Sat, 21 Nov 2026 00:10:00 GMT")]
    public async Task A_long_wait_is_the_rules(string asked)
    {
        var (busy, answer) = await CallAsync(asked);
        busy.Calls.Should().Equal(Start);
        answer.Failure!.Wait.Should().Be(TimeSpan.FromMinutes(10));
    }

    private static async Task<(BusyOnce Busy, CloudResult<System.Xml.Linq.XElement> Answer)> CallAsync(string asked)
    {
        var time = new PumpedTime(Start);
        using var busy = new BusyOnce(time, asked);
        using var http = new HttpClient(busy);
        var task = new CloudClient(http, new CloudLogin("eu-north-1", new BasicAWSCredentials("AKIDEXAMPLE", "secret")), time, new Random(1)).QueryAsync(new QueryForm("DescribeDBClusters"), CancellationToken.None);
        await time.RunAsync(task);
        return (busy, await task);
    }

    private sealed class BusyOnce(PumpedTime time, string asked) : HttpMessageHandler
    {
        public List<DateTimeOffset> Calls { get; } = [];

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Calls.Add(time.Now);
            var answer = new HttpResponseMessage(Calls.Count == 1 ? HttpStatusCode.ServiceUnavailable : HttpStatusCode.OK) { Content = new StringContent(Calls.Count == 1 ? "busy" : "<R><DescribeDBClustersResult/></R>", Encoding.UTF8) };
            if (Calls.Count == 1) answer.Headers.TryAddWithoutValidation("Retry-After", asked);
            return Task.FromResult(answer);
        }
    }
}
