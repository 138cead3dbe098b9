using FsCheck;
using FsCheck.Fluent;
using Penumbra.Core.Common;

namespace Penumbra.Core.Tests.Common;

public sealed class ShareTests
{
    [Theory]
    [InlineData("0", 0)]
    [InlineData("5", 5_000)]
    [InlineData("0.5", 500)]
    [InlineData("0.001", 1)]
    [InlineData("12.125", 12_125)]
    [InlineData("99.999", 99_999)]
    [InlineData("100", 100_000)]
    public void A_percentage_without_sign_is_read_and_written(string text, int parts)
    {
        Share.Parse(text).Should().Be(new Share(parts));
        new Share(parts).ToString().Should().Be(text);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("abc")]
    [InlineData("5%")]
    [InlineData("+5")]
    [InlineData("-5")]
    [InlineData(".5")]
    [InlineData("5.")]
    [InlineData(" 5")]
    [InlineData("1e1")]
    [InlineData("1,5")]
    [InlineData("0.0001")]
    [InlineData("100.001")]
    [InlineData("101")]
    [InlineData("12345678")]
    [InlineData("٥")]
    public void Anything_else_is_no_share(string? text) => Share.Parse(text).Should().BeNull();

    [Fact]
    public void Every_share_is_read_back_as_written_and_its_weights_are_exact()
    {
        for (var parts = 0; parts <= Share.Whole; parts++)
        {
            var share = new Share(parts);
            if (Share.Parse(share.ToString()) != share) Assert.Fail($"{parts} is written as {share}");
            var (stable, candidate) = share.Weights();
            var whole = stable + candidate;
            if (whole is not (100 or 1_000 or 100_000) || stable < 0 || candidate < 0) Assert.Fail($"{share}: {stable} + {candidate}");
            if ((long)candidate * Share.Whole != (long)parts * whole) Assert.Fail($"{share} is not {candidate} of {whole}");
            if (share.Rest.Parts + share.Parts != Share.Whole) Assert.Fail($"{share} and its rest");
        }
    }

    [Theory]
    [InlineData("25", 75, 25)]
    [InlineData("0.5", 995, 5)]
    [InlineData("0.001", 99_999, 1)]
    public void Weights_are_as_small_as_is_exact(string share, int stable, int candidate) => Share.Parse(share)!.Value.Weights().Should().Be((stable, candidate));

    [Theory]
    [InlineData("5", 4, 1)]
    [InlineData("25", 4, 1)]
    [InlineData("26", 4, 2)]
    [InlineData("50", 10, 5)]
    [InlineData("100", 7, 7)]
    [InlineData("0", 4, 1)]
    [InlineData("100", 10000, 10000)]
    public void A_share_of_pods_is_rounded_up_and_at_least_one(string share, int replicas, int pods) => Share.Parse(share)!.Value.ReplicasOf(replicas).Should().Be(pods);

    [Fact]
    public void A_share_of_a_count_is_within_nobody_and_everybody() =>
        Prop.ForAll<int, int>((part, whole) => Share.Of(part, whole) is var share && share >= Share.None && share <= Share.All && (whole > 0 || share == Share.None)).QuickCheckThrowOnFailure();

    [Fact]
    public void Order_is_that_of_the_percentages() =>
        Prop.ForAll<byte, byte>((left, right) => new Share(left) < new Share(right) == left < right && new Share(left) >= new Share(right) == left >= right).QuickCheckThrowOnFailure();
}
