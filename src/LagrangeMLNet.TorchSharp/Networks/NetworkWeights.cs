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
    /// <summary>Weights of the stock head in units of the label: for each output those of the first member's units, the second's, ….</summary>
    public float[] HeadWeights
    {
        get
        {
            var weights = new List<float>(Shape.Outputs * Shape.Hidden);
            for (int output = 0; output < Shape.Outputs; output++)
            {
                for (int member = 0; member < Shape.Members; member++)
                {
                    foreach (float value in OfMember(member, 2).AsSpan(output * Shape.Width, Shape.Width))
                        weights.Add((float)(value * LabelScale / Shape.Members));
                }
            }

            return [.. weights];
        }
    }

    /// <summary>Biases of the stock head in units of the label.</summary>
    public float[] HeadBiases =>
    [
        .. Enumerable.Range(0, Shape.Outputs).Select(output =>
            (float)(LabelCentre + (LabelScale * Enumerable.Range(0, Shape.Members).Average(member => (double)OfMember(member, 1)[output])))),
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
    public static NetworkWeights FromHead(
        NetworkShape shape, InputEncoding encoding, float[][] hidden, float[] weights, float[] biases, double centre, double scale)
    {
        int width = shape.Width, ofMember = hidden.Length / shape.Members;
        var values = new List<float[]>();
        for (int member = 0; member < shape.Members; member++)
        {
            values.AddRange(hidden.AsSpan(member * ofMember, ofMember));
            var own = new float[shape.Outputs * width];
            for (int i = 0; i < own.Length; i++)
                own[i] = (float)(weights[(i / width * shape.Hidden) + (member * width) + (i % width)] * shape.Members / scale);
            values.Add(own);
            values.Add(biases[(member * shape.Outputs)..((member + 1) * shape.Outputs)]);
        }

        return new NetworkWeights(shape, encoding, values, centre, scale);
    }

    private float[] OfMember(int member, int fromEnd) => Values[((member + 1) * (Values.Count / Shape.Members)) - fromEnd];
}
