using Penumbra.Core.Common;

namespace Penumbra.Databases.Tests.Rds;

public sealed class LeastPolicyTests
{
    private static readonly SortedDictionary<string, string> Untagged = new(StringComparer.Ordinal);
    private static readonly SortedDictionary<string, string> Tagged = new(StringComparer.Ordinal) { [$"aws:ResourceTag/{Keys.CloudOwner}"] = "uid" };
    private static readonly SortedDictionary<string, string> Tagging = new(StringComparer.Ordinal) { [$"aws:RequestTag/{Keys.CloudOwner}"] = "uid" };

    public static TheoryData<string> Changes() => [.. SampleCalls.Writes().Select(form => form.Action).Where(action => action.StartsWith("Delete", StringComparison.Ordinal) || action.StartsWith("Modify", StringComparison.Ordinal)).Distinct()];

    public static TheoryData<string> Makings() => [.. SampleCalls.Writes().Select(form => form.Action).Where(action => !action.StartsWith("Delete", StringComparison.Ordinal) && !action.StartsWith("Modify", StringComparison.Ordinal)).Distinct()];

    [Theory]
    [MemberData(nameof(Changes))]
    public void What_is_not_tagged_can_be_neither_changed_nor_deleted(string action)
    {
        var policy = LeastPolicy.Read();
        LeastPolicy.Allows(policy, $"rds:{action}", "arn:aws:rds:eu-north-1:123456789012:cluster:penumbra-a", Tagged).Should().BeTrue();
        LeastPolicy.Allows(policy, $"rds:{action}", "arn:aws:rds:eu-north-1:123456789012:cluster:shop-prod", Untagged).Should().BeFalse();

        // Whatever else the account may hang on the role.
        policy["Statement"]!.AsArray().Add(System.Text.Json.Nodes.JsonNode.Parse("""{"Effect": "Allow", "Action": ["rds:*"], "Resource": "*"}"""));
        LeastPolicy.Allows(policy, $"rds:{action}", "arn:aws:rds:eu-north-1:123456789012:cluster:shop-prod", Untagged).Should().BeFalse("the Deny is explicit");
    }

    [Theory]
    [MemberData(nameof(Makings))]
    public void Nothing_is_made_without_the_tag(string action)
    {
        LeastPolicy.Allows(LeastPolicy.Read(), $"rds:{action}", "arn:aws:rds:eu-north-1:123456789012:cluster:penumbra-a", Tagging).Should().BeTrue();
        LeastPolicy.Allows(LeastPolicy.Read(), $"rds:{action}", "arn:aws:rds:eu-north-1:123456789012:cluster:penumbra-a", Untagged).Should().BeFalse();
    }

    [Fact]
    public void Production_cannot_be_tagged_as_ours()
    {
        LeastPolicy.Allows(LeastPolicy.Read(), "rds:AddTagsToResource", "arn:aws:rds:eu-north-1:123456789012:cluster:shop-prod", Tagging).Should().BeFalse();
        LeastPolicy.Allows(LeastPolicy.Read(), "rds:AddTagsToResource", "arn:aws:rds:eu-north-1:123456789012:cluster:penumbra-shop-nightly-1c9f02ab", Tagging).Should().BeTrue();
    }

    [Fact]
    public void Every_action_is_one_that_the_client_calls_and_every_call_is_allowed()
    {
        var called = SampleCalls.Writes().Select(form => form.Action).Concat(SampleCalls.Reads).Append("AddTagsToResource").Select(action => $"rds:{action}").Distinct().Order(StringComparer.Ordinal);
        LeastPolicy.Actions(LeastPolicy.Read()).Where(action => action.StartsWith("rds:", StringComparison.Ordinal)).Order(StringComparer.Ordinal).Should().Equal(called);
    }

    [Fact]
    public void Beside_the_database_it_may_look_at_groups_and_the_key_and_use_the_key_through_it_alone()
    {
        var policy = LeastPolicy.Read();
        LeastPolicy.Actions(policy).Where(action => !action.StartsWith("rds:", StringComparison.Ordinal)).Order(StringComparer.Ordinal).Should().Equal(
            "ec2:DescribeSecurityGroups", "kms:CreateGrant", "kms:Decrypt", "kms:DescribeKey", "kms:Encrypt", "kms:GenerateDataKey*", "kms:ReEncrypt*");
        LeastPolicy.Allows(policy, "ec2:DescribeSecurityGroups", "*", Untagged).Should().BeTrue();
        const string Key = "arn:aws:kms:eu-north-1:123456789012:key/1234";
        LeastPolicy.Allows(policy, "kms:DescribeKey", Key, Untagged).Should().BeTrue();
        var through = new SortedDictionary<string, string>(StringComparer.Ordinal) { ["kms:ViaService"] = "rds.eu-north-1.amazonaws.com" };
        foreach (var action in new[] { "CreateGrant", "Decrypt", "Encrypt", "GenerateDataKeyWithoutPlaintext", "ReEncryptFrom" })
        {
            LeastPolicy.Allows(policy, $"kms:{action}", Key, through).Should().BeTrue(action);
            LeastPolicy.Allows(policy, $"kms:{action}", Key, Untagged).Should().BeFalse($"{action} by itself would read what the key protects");
        }

        LeastPolicy.Allows(policy, "kms:ScheduleKeyDeletion", Key, through).Should().BeFalse();
        LeastPolicy.Allows(policy, "ec2:AuthorizeSecurityGroupEgress", "*", Untagged).Should().BeFalse();
    }
}
