// Pictures of numbers: each [data-chart] names the script element that holds its data.
