using Amazon.Runtime;
using Penumbra.Core.SnapshotRefreshes.Observed;

namespace Penumbra.Databases.Rds;

/// <summary>Who the worker is in the cloud, as the AWS SDK finds it: looked for when it is first needed, so that a failure is an answer like any other.</summary>
/// <param name="find">Looks for it: environment, web identity, profile, container.</param>
public sealed class CloudIdentity(Func<AWSCredentials> find) : AWSCredentials
{
    /// <summary>The code of a call that nobody's name could be put under: a person must act.</summary>
    public const string None = "NoCredentials";

    /// <summary>The code of a call whose credentials could not be had for the moment.</summary>
    public const string Unanswered = "CredentialsUnanswered";

    private AWSCredentials? _found;

    /// <inheritdoc/>
    public override ImmutableCredentials GetCredentials() => (_found ??= find()).GetCredentials();

    /// <inheritdoc/>
    public override async Task<ImmutableCredentials> GetCredentialsAsync() => await (_found ??= await Task.Run(find)).GetCredentialsAsync();

    /// <summary>Code and sentence for what the SDK threw, where it could get no credentials.</summary>
    /// <param name="exception">An <see cref="AmazonClientException"/> or <see cref="AmazonServiceException"/>.</param>
    /// <param name="account">The service account; empty where it is not known.</param>
    internal static (string Code, string Message) Trouble(Exception exception, string account)
    {
        var chain = new List<Exception>();
        for (var one = exception; one is not null; one = one.InnerException) chain.Add(one);
        var told = chain.OfType<AmazonServiceException>().FirstOrDefault();
        var said = told?.ErrorCode is { Length: > 0 } code ? code : told is null ? "" : "no answer";
        var who = account.Length > 0 ? $"ServiceAccount {account}" : "the service account";
        if (chain is [AmazonClientException] || (told?.ErrorCode is { Length: > 0 } refused && CloudErrors.Of(refused, told.StatusCode) == CallClass.Person))
        {
            var why = said.Length > 0 ? $"the identity of {who} in the cloud was refused ({said})" : $"{who} has no identity in the cloud";
            return (None, $"{why}: annotate it with eks.amazonaws.com/role-arn and let the role trust it, or associate it with a role (EKS Pod Identity); the node's role is never used");
        }

        return (Unanswered, $"credentials for {who} could not be had for the moment{(said.Length > 0 ? $" ({said})" : "")}");
    }
}
