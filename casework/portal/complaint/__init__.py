"""The questions of a complaint (投诉) or report (举报), and what they become."""
