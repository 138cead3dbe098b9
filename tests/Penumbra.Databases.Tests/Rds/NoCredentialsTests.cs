using System.Net;
using System.Text;
using Amazon.Runtime;
using Penumbra.Core.SnapshotRefreshes.Observed;
using Penumbra.Databases.Rds;

namespace Penumbra.Databases.Tests.Rds;

/// <summary>A worker whose service account has no identity in the cloud.</summary>
public sealed class NoCredentialsTests
{
    [Fact]
    public async Task Who_has_no_identity_is_told_so_as_a_persons_affair()
    {
        var answer = await AskAsync(new Failing(() => throw new AmazonClientException("Failed to resolve AWS credentials.")));
        answer.Failure.Should().BeEquivalentTo(new { Operation = "DescribeDBClusters", Class = CallClass.Person, Code = "NoCredentials" });
    }

    [Theory]
    [InlineData("AccessDenied", HttpStatusCode.Forbidden, CallClass.Person)]
    [InlineData("InvalidIdentityToken", HttpStatusCode.BadRequest, CallClass.Person)]
    [InlineData("Throttling", HttpStatusCode.BadRequest, CallClass.Retry)]
    [InlineData("IDPCommunicationError", HttpStatusCode.BadRequest, CallClass.Retry)]
    [InlineData("InternalFailure", HttpStatusCode.InternalServerError, CallClass.Retry)]
    public async Task An_identity_that_is_refused_is_a_persons_affair_and_one_that_is_not_answered_passes(string code, HttpStatusCode status, CallClass expected)
    {
        var answer = await AskAsync(new Failing(() => throw new AmazonClientException("Error calling AssumeRole", new AmazonServiceException("no", ErrorType.Sender, code, "id", status))));
        answer.Failure!.Class.Should().Be(expected);
        answer.Failure.Message.Should().NotContain("\n").And.Contain(code);
    }

    private static async Task<CloudResult<System.Xml.Linq.XElement>> AskAsync(AWSCredentials credentials)
    {
        using var silent = new Silent();
        using var http = new HttpClient(silent);
        return await new CloudClient(http, new CloudLogin("eu-north-1", credentials), TimeProvider.System, new Random(1)).QueryAsync(new QueryForm("DescribeDBClusters"), CancellationToken.None);
    }

    private sealed class Failing(Func<ImmutableCredentials> get) : AWSCredentials
    {
        public override ImmutableCredentials GetCredentials() => get();
    }

    private sealed class Silent : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            Task.FromResult(new HttpResponseMessage(HttpStatusCode.OK) { Content = new StringContent("<R><DescribeDBClustersResult/></R>", Encoding.UTF8) });
    }
}
