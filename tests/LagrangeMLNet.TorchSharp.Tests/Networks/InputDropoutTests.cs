using LagrangeMLNet.Networks;
using TorchSharp;
using Xunit;

namespace LagrangeMLNet.TorchTests.Networks;

/// <summary>Dropout leaves out inputs where they are many and none is embedded, and never those of a few measured quantities.</summary>
public class InputDropoutTests : TorchTest
{
    [Theory]
    [InlineData(128, 0, false)]
    [InlineData(129, 0, true)]
    [InlineData(200, 6, false)]
    public void Inputs_are_left_out_only_where_they_are_many_and_none_is_embedded(int slots, int pieces, bool expected)
    {
        InputEncoding encoding = Encoding(slots, pieces);

        Assert.Equal(expected, encoding.DropsInputs);
        Assert.Equal(expected, LeftOut(encoding) > 0.2);
        Assert.Equal(0, LeftOut(encoding, share: 0));
    }

    /// <summary>Share of the inputs that get no gradient in a step on one row of ones.</summary>
    private static double LeftOut(InputEncoding encoding, double share = 0.5)
    {
        var shape = new NetworkShape(encoding.Encoded, 0, 0, 4, 0, 1, 1);
        using var network = new ResidualNetwork(shape, encoding, [0], seed: 1, torch.CPU);
        using var scope = torch.NewDisposeScope();
        using var random = new torch.Generator(7, torch.CPU);
        var rows = new InputRows(1, torch.ones(1, encoding.Slots), null, null, null, torch.zeros(1), null);
        network.Forward(rows, (share, random)).sum().backward();
        // A hidden unit that was dropped tells nothing of the inputs, so all units are looked at together.
        float[] gradient = network.parameters().First().grad!.abs().sum(0L).data<float>().ToArray();
        return gradient.Count(value => value == 0) / (double)gradient.Length;
    }

    private static InputEncoding Encoding(int slots, int pieces) => new()
    {
        Slots = slots,
        Numbers = [.. Enumerable.Range(0, slots)],
        Centre = new float[slots],
        Scale = [.. Enumerable.Repeat(1f, slots)],
        Piece = new int[pieces],
        PieceStart = new float[pieces],
        PieceScale = [.. Enumerable.Repeat(1f, pieces)],
        Bag = [],
        BagScale = 1,
    };
}
