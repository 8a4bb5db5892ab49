using Microsoft.ML;
using Microsoft.ML.Data;
using Xunit;

namespace LagrangeMLNet.Control.Tests.Data;

public class EventLogTests
{
    private const string Shown =
        "{\"_label_cost\":-1,\"_label_probability\":0.8,\"_labelIndex\":1,\"EventId\":\"a\",\"a\":[2,1],\"p\":[0.8,0.2],"
        + "\"c\":{\"user\":{\"age\":30,\"city\":\"Ulm\"},\"_multi\":[{\"_tag\":\"news\",\"j\":[{\"x\":1}]},{\"_tag\":\"sport\"}]}}";

    private const string Ignored = """
        {"_label_cost":0,"_label_probability":0.5,"_label_Action":1,"_labelIndex":0,"_skipLearn":true,"c":{"_multi":[{},{}]}}
        """;

    private readonly MLContext _context = new(seed: 0);

    [Fact]
    public void Reads_decisions()
    {
        string second = Shown
            .Replace("-1,", "0,").Replace("Ulm", "Bonn").Replace("\"_labelIndex\":1", "\"_labelIndex\":0")
            .Replace("0.8,\"_label", "0.2,\"_label");
        var view = Load(Shown, "", Ignored, """{"RewardValue":1.0,"EventId":"late"}""", second);
        Assert.Equal([1f, 0f], view.GetColumn<float>("Reward"));
        Assert.Equal([0.8, 0.2], view.GetColumn<double>("Probability"));
        Assert.Equal([2u, 1u], view.GetColumn<uint>("Action"));
        Assert.Equal([[30f, 1, 0], [30f, 0, 1]], view.GetColumn<float[]>("Features"));
        Assert.Equal(["news", "sport"], _context.Control().LoadLog(Load(Shown, Shown, second)).ActionNames);
    }

    [Theory]
    [InlineData("{", "Event log, line 2: no JSON")]
    [InlineData("[]", "Event log, line 2: expected a JSON object")]
    [InlineData("{\"_label_cost\":0,\"_label_probability\":1,\"_labelIndex\":0}", "Event log, line 2: 'c' is missing")]
    [InlineData("{\"_label_cost\":\"x\",\"_label_probability\":1,\"_labelIndex\":0,\"c\":{\"_multi\":[{}]}}", "'_label_cost' is String")]
    [InlineData(
        "{\"_label_cost\":0,\"_label_probability\":1,\"_labelIndex\":3,\"c\":{\"_multi\":[{}]}}",
        "'_labelIndex' is 3, and there are 1 actions")]
    public void Names_a_line_that_cannot_be_read(string line, string message) =>
        Assert.Contains(message, Assert.Throws<InvalidOperationException>(() => Load(Shown, line)).Message);

    [Fact]
    public void Refuses_a_log_of_nothing() => Assert.Throws<InvalidOperationException>(() => Load(Ignored));

    private IDataView Load(params string[] lines) => _context.Control().LoadEvents(new StringReader(string.Join('\n', lines)));
}
