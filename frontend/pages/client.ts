import "../theme/client.css";
