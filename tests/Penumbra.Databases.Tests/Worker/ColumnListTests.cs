using Penumbra.Databases.Worker;

namespace Penumbra.Databases.Tests.Worker;

public sealed class ColumnListTests
{
    private const int MostOfAConfigMap = 1024 * 1024;

    [Fact]
    public void Twenty_thousand_columns_fit_into_a_ConfigMap_and_are_read_back()
    {
        string[] columns = [.. Enumerable.Range(0, 20_000).Select(index => $"customer_relationship_management.table_of_something_long_{index / 25:D4}.column_with_a_descriptive_name_{index % 25}_{index * 7919 % 104_729}")];
        var bytes = ColumnList.Write(columns);
        bytes.Length.Should().BeLessThan(MostOfAConfigMap / 2);
        ColumnList.Read(bytes).Should().Equal(columns);
    }

    [Fact]
    public void None_is_read_back_as_none_and_so_is_what_is_no_list()
    {
        ColumnList.Read(ColumnList.Write([])).Should().BeEmpty();
        ColumnList.Read([1, 2, 3]).Should().BeEmpty("a hand wrote it: all columns are new then");
    }
}
