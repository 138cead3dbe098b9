using System.Collections.Immutable;
using System.Net;
using Penumbra.Comparison.Evidence;
using Penumbra.Core.ShadowDeployments.Verdicts;
using Penumbra.Operator.ShadowDeployments;

namespace Penumbra.Operator.Tests;

/// <summary>A comparison server's pod may be anybody's: whatever answers in its place, the operator takes evidence or nothing.</summary>
public sealed class EvidenceSourceTests
{
    private static readonly byte[] Good = EvidenceCodec.Encode(new EvidenceExport
    {
        Evidence = ShadowEvidence.Begin("s", new DateTimeOffset(2026, 11, 21, 3, 0, 0, TimeSpan.Zero), TimeSpan.FromHours(24)).With(new Core.ShadowDeployments.Verdicts.Comparison { Endpoint = "GET /a", At = new DateTimeOffset(2026, 11, 21, 4, 0, 0, TimeSpan.Zero), Shadow = ImmutableArray<Difference>.Empty }),
        Seen = 7,
        Instance = "one",
    });

    [Fact]
    public async Task What_a_server_says_is_read_and_kept_as_it_was_said()
    {
        using var http = new HttpClient(new Answers(() => new HttpResponseMessage(HttpStatusCode.OK) { Content = new ByteArrayContent(Good) }));
        var said = await new EvidenceSource(http, TimeProvider.System).ReadAsync("127.0.0.1", CancellationToken.None);
        said!.Value.Report.Seen.Should().Be(7);
        said.Value.Report.Evidence.Endpoints["GET /a"].Counts().Compared.Should().Be(1);
        said.Value.Kept.Should().Equal(Good);
    }

    [Fact]
    public async Task How_long_ago_requests_came_back_is_told_and_not_kept_as_it_would_be_another_each_time()
    {
        var looping = EvidenceCodec.Encode(EvidenceCodec.Decode(Good)! with { LoopedAgo = TimeSpan.FromSeconds(7) });
        using var http = new HttpClient(new Answers(() => new HttpResponseMessage(HttpStatusCode.OK) { Content = new ByteArrayContent(looping) }));
        var said = await new EvidenceSource(http, TimeProvider.System).ReadAsync("127.0.0.1", CancellationToken.None);
        said!.Value.Report.LoopedAgo.Should().Be(TimeSpan.FromSeconds(7));
        said.Value.Kept.Should().Equal(Good);
    }

    public static TheoryData<string, Func<HttpResponseMessage>> Bad() => new()
    {
        { "another status", () => new HttpResponseMessage(HttpStatusCode.InternalServerError) { Content = new ByteArrayContent(Good) } },
        { "a redirect", () => new HttpResponseMessage(HttpStatusCode.Found) { Content = new ByteArrayContent(Good) } },
        { "no body", () => new HttpResponseMessage(HttpStatusCode.OK) { Content = new ByteArrayContent([]) } },
        { "garbage", () => new HttpResponseMessage(HttpStatusCode.OK) { Content = new ByteArrayContent([1, 2, 3]) } },
        { "half of it", () => new HttpResponseMessage(HttpStatusCode.OK) { Content = new ByteArrayContent(Good[..(Good.Length / 2)]) } },
        { "more than a mebibyte", () => new HttpResponseMessage(HttpStatusCode.OK) { Content = new ByteArrayContent(new byte[1_100_000]) } },
        { "a body that has no end", () => new HttpResponseMessage(HttpStatusCode.OK) { Content = new StreamContent(new Endless()) } },
    };

    [Theory]
    [MemberData(nameof(Bad))]
    public async Task Anything_else_is_no_answer(string what, Func<HttpResponseMessage> answer)
    {
        using var http = new HttpClient(new Answers(answer));
        (await new EvidenceSource(http, TimeProvider.System).ReadAsync("127.0.0.1", CancellationToken.None)).Should().BeNull(what);
    }

    [Fact]
    public async Task An_address_that_is_none_is_not_asked()
    {
        using var http = new HttpClient(new Answers(() => throw new InvalidOperationException("asked")));
        (await new EvidenceSource(http, TimeProvider.System).ReadAsync("evil.example.com", CancellationToken.None)).Should().BeNull();
    }

    private sealed class Answers(Func<HttpResponseMessage> answer) : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) => Task.FromResult(answer());
    }

    private sealed class Endless : Stream
    {
        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => 0; set => throw new NotSupportedException(); }

        public override void Flush()
        {
        }

        public override int Read(byte[] buffer, int offset, int count) => count;

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
