namespace LagrangeMLNet.Networks;

/// <summary>A trained network: its shape, its encoding and its parameters in the order of <see cref="ResidualNetwork.Names"/>.</summary>
/// <remarks>
/// The model's output is the mean of its members' outputs, which is one linear function of the members' last hidden units side by side: the
/// stock head. Its biases are the means of the members', which therefore have to be kept beside it where there are several.
/// </remarks>
/// <param name="Shape">The shape.</param>
/// <param name="Encoding">What the first layer sees of a row.</param>
/// <param name="Values">The parameters, row-major, member after member; each member's last two are weights and biases of its head.</param>
/// <param name="LabelCentre">Regression: the label's mean; 0 otherwise.</param>
/// <param name="LabelScale">Regression: the label's deviation; 1 otherwise.</param>
internal sealed record NetworkWeights(
    NetworkShape Shape, InputEncoding Encoding, IReadOnlyList<float[]> Values, double LabelCentre, double LabelScale)
{
    /// <summary>
    /// Most log-odds between two classes, <see cref="NetworkCertainty.Limit"/>: where the outputs' range is larger, all outputs are divided
    /// by what it is too large. Infinite for numbers.
    /// </summary>
    public double Limit { get; init; } = double.PositiveInfinity;

    /// <summary>
    /// Whether there is a limit. The head then has one more unit, the factor on all others, whose weights are the biases.
    /// </summary>
    public bool IsLimited => double.IsFinite(Limit);

    /// <summary>Units that the stock head sees.</summary>
    public int HeadUnits => Shape.Hidden + (IsLimited ? 1 : 0);

    /// <summary>
    /// Weights of the stock head in units of the label: for each output those of the first member's units, the second's, ….
    /// </summary>
    public float[] HeadWeights
    {
        get
        {
            float[] biases = MeanBiases;
            var weights = new List<float>(Shape.Outputs * HeadUnits);
            for (int output = 0; output < Shape.Outputs; output++)
            {
                for (int member = 0; member < Shape.Members; member++)
                {
                    foreach (float value in OfMember(member, 2).AsSpan(output * Shape.Width, Shape.Width))
                        weights.Add((float)(value * LabelScale / Shape.Members));
                }

                if (IsLimited)
                    weights.Add(biases[output]);
            }

            return [.. weights];
        }
    }

    /// <summary>Biases of the stock head in units of the label.</summary>
    public float[] HeadBiases => IsLimited ? new float[Shape.Outputs] : MeanBiases;

    /// <summary>The network whose outputs are drawn towards a constant, by <see cref="NetworkCertainty.Shrink"/>.</summary>
    /// <param name="constant">The constant, in units of training.</param>
    /// <param name="share">What remains of the distance from it.</param>
    public NetworkWeights Shrunk(float[] constant, double share)
    {
        int ofMember = Values.Count / Shape.Members;
        return this with
        {
            Values = [.. Values.Select((values, i) => (ofMember - (i % ofMember)) switch
            {
                2 => [.. values.Select(value => (float)(share * value))],
                1 => [.. values.Select((value, k) => (float)NetworkCertainty.Shrink(value, constant[k], share))],
                _ => values,
            })],
        };
    }

    private float[] MeanBiases =>
    [
        .. Enumerable.Range(0, Shape.Outputs).Select(output =>
            (float)(
                LabelCentre + (LabelScale * Enumerable.Range(0, Shape.Members).Average(member => (double)OfMember(member, 1)[output])))),
    ];

    /// <summary>Biases of the members' heads, member after member.</summary>
    public float[] MemberBiases => [.. Enumerable.Range(0, Shape.Members).SelectMany(member => OfMember(member, 1))];

    /// <summary>The network of its stock parts.</summary>
    /// <param name="shape">The shape.</param>
    /// <param name="encoding">What the first layer sees of a row.</param>
    /// <param name="hidden">The parameters of the hidden layers, member after member.</param>
    /// <param name="weights">Weights of the stock head.</param>
    /// <param name="biases">Biases of the members' heads.</param>
    /// <param name="centre">Regression: the label's mean; 0 otherwise.</param>
    /// <param name="scale">Regression: the label's deviation; 1 otherwise.</param>
    /// <param name="limit"><see cref="Limit"/>.</param>
    public static NetworkWeights FromHead(
        NetworkShape shape,
        InputEncoding encoding,
        float[][] hidden,
        float[] weights,
        float[] biases,
        double centre,
        double scale,
        double limit)
    {
        int units = weights.Length / shape.Outputs, width = shape.Width, ofMember = hidden.Length / shape.Members;
        var values = new List<float[]>();
        for (int member = 0; member < shape.Members; member++)
        {
            values.AddRange(hidden.AsSpan(member * ofMember, ofMember));
            var own = new float[shape.Outputs * width];
            for (int i = 0; i < own.Length; i++)
                own[i] = (float)(weights[(i / width * units) + (member * width) + (i % width)] * shape.Members / scale);
            values.Add(own);
            values.Add(biases[(member * shape.Outputs)..((member + 1) * shape.Outputs)]);
        }

        return new NetworkWeights(shape, encoding, values, centre, scale) { Limit = limit };
    }

    private float[] OfMember(int member, int fromEnd) => Values[((member + 1) * (Values.Count / Shape.Members)) - fromEnd];
}
