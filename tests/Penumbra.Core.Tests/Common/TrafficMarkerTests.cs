using FsCheck;
using FsCheck.Fluent;
using Penumbra.Core.Common;

namespace Penumbra.Core.Tests.Common;

public sealed class TrafficMarkerTests
{
    [Fact]
    public void A_marker_is_read_back_as_written() => Prop.ForAll<PositiveInt, byte, bool>((attempt, share, back) =>
    {
        var marker = new TrafficMarker("4f1c9ad2-0000-4000-8000-000000000001", attempt.Get, "3b02ee90", Share.Percent(share % 101), back ? TrafficDirection.Back : TrafficDirection.Forward);
        return TrafficMarker.Parse(marker.ToString()) == marker;
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Its_text_is_the_contracts() =>
        new TrafficMarker("uid", 1, "3b02ee90", Share.Percent(25), TrafficDirection.Forward).ToString().Should().Be("uid/1/3b02ee90/25/Forward");

    [Fact]
    public void Foreign_text_never_throws() => Prop.ForAll<string>(text =>
    {
        _ = TrafficMarker.Parse(text);
        return true;
    }).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("////")]
    [InlineData("uid/1/rev/25")]
    [InlineData("uid/0/rev/25/Forward")]
    [InlineData("uid/-1/rev/25/Forward")]
    [InlineData("uid/99999999999/rev/25/Forward")]
    [InlineData("uid/1//25/Forward")]
    [InlineData("/1/rev/25/Forward")]
    [InlineData("uid/1/rev/250/Forward")]
    [InlineData("uid/1/rev/25/forward")]
    [InlineData("uid/1/rev/25/0")]
    [InlineData("uid/1/rev/25/Forward/more")]
    public void What_is_no_marker_is_none(string? text) => TrafficMarker.Parse(text).Should().BeNull();
}
