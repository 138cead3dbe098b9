using System.Net;
using System.Text;
using Penumbra.Core.SnapshotRefreshes.Observed;
using Penumbra.Databases.Rds;

namespace Penumbra.Databases.Tests.Rds;

public sealed class QueryFormTests
{
    [Fact]
    public void A_space_is_a_plus_and_everything_else_is_escaped()
    {
        var form = new QueryForm("DoIt").Add("A", "x y+z/é").AddList("L.Member", ["1", "2"]).Add("Empty", "").Add("Flag", true);
        Encoding.UTF8.GetString(form.Encode()).Should().Be("Action=DoIt&Version=2014-10-31&A=x+y%2Bz%2F%C3%A9&L.Member.1=1&L.Member.2=2&Flag=true");
        Encoding.UTF8.GetString(form.Page(100, "m").Encode()).Should().EndWith("&Flag=true&MaxRecords=100&Marker=m");
    }

    [Theory]
    [InlineData("Throttling", 400, CallClass.Retry)]
    [InlineData("InvalidDBSnapshotState", 400, CallClass.Retry)]
    [InlineData("InsufficientDBClusterCapacityFault", 403, CallClass.Retry)]
    [InlineData("", 502, CallClass.Retry)]
    [InlineData("DBClusterAlreadyExistsFault", 400, CallClass.Adopt)]
    [InlineData("DBSnapshotNotFound", 404, CallClass.Gone)]
    [InlineData("SnapshotQuotaExceeded", 400, CallClass.Person)]
    [InlineData("InvalidParameterCombination", 400, CallClass.Person)]
    [InlineData("AccessDenied", 403, CallClass.Person)]
    [InlineData("SomethingNew", 400, CallClass.Person)]
    public void Errors_have_classes(string code, int status, CallClass expected) => CloudErrors.Of(code, (HttpStatusCode)status).Should().Be(expected);

    [Theory]
    [InlineData("pending", CloudState.Busy)]
    [InlineData("renaming", CloudState.Busy)]
    [InlineData("storage-optimization", CloudState.Ready)]
    [InlineData("incompatible-something-new", CloudState.Dead)]
    [InlineData("deleting", CloudState.Leaving)]
    public void Statuses_are_an_open_list(string status, CloudState expected) => CloudStates.Of(status).Should().Be(expected);
}
